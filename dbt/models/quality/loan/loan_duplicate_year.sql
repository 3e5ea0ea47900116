with checked as (
    select
        person_token,
        contract_no,
        amount_yuan,
        count(*) over (partition by _period, person_token, academic_year) as contracts_of_year,
        row_number() over (
            partition by _period, person_token, academic_year
            order by coalesce(amount_yuan, 0) desc, _county_code asc, _file_name asc, _sheet asc, _row asc
        ) as size_rank,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_loan_contract') }}
    where id_number_status in ('ok', 'legacy15', 'cert') and academic_year is not null
),

failed as (
    select
        *,
        'loan_contract' as dataset,
        'person' as entity_kind,
        person_token as entity_key,
        'academic_year' as field,
        cast(contracts_of_year as varchar(255)) as observed,
        '1' as expected,
        case when size_rank = 1 then cast(0 as decimal(18, 4)) else amount_yuan end as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where contracts_of_year > 1
)

{{ rule_rows() }}
