{{ config(meta={'scope': 'region'}) }}

with contracts as (
    select
        *,
        row_number() over (
            partition by
                person_token,
                academic_year,
                coalesce(contract_no, concat_ws(':', _delivery_id, _sheet, cast(_row as varchar(12))))
            order by _period, _county_code, _file_name, _sheet, _row
        ) as listing_no
    from {{ ref('stg_loan_contract') }}
    where id_number_status in ('ok', 'legacy15', 'cert') and academic_year is not null
),

-- A contract that a later year's file lists again is the same contract. Rows without a number are contracts of
-- their own within one year's files only: in another year's they may be the same again.
contract_counts as (
    select
        person_token,
        academic_year,
        count(distinct contract_no) as contracts_of_year
    from contracts
    group by person_token, academic_year
    union all
    select
        person_token,
        academic_year,
        count(distinct contract_no) + sum(case when contract_no is null then 1 else 0 end) as contracts_of_year
    from contracts
    group by person_token, academic_year, _period
),

contracts_by_year as (
    select
        person_token,
        academic_year,
        max(contracts_of_year) as contracts_of_year
    from contract_counts
    group by person_token, academic_year
),

checked as (
    select
        c.person_token,
        c.contract_no,
        c.amount_yuan,
        c.listing_no,
        y.contracts_of_year,
        row_number() over (
            partition by c.person_token, c.academic_year, c.listing_no
            order by coalesce(c.amount_yuan, 0) desc, c._county_code asc, c._file_name asc, c._sheet asc, c._row asc
        ) as size_rank,
        c._county_code,
        c._period,
        {{ lineage('c') }}
    from contracts as c
    inner join contracts_by_year as y
        on c.person_token = y.person_token and c.academic_year = y.academic_year
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
        case when listing_no = 1 and size_rank > 1 then amount_yuan else cast(0 as decimal(18, 4)) end as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where contracts_of_year > 1
)

{{ rule_rows() }}
