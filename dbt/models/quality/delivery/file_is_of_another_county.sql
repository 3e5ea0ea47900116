with checked as (
    select
        dataset,
        is_wrong,
        field,
        subject,
        observed,
        expected,
        difference_yuan,
        county_code as _county_code,
        period as _period,
        delivery_id as _delivery_id,
        file_name as _file_name,
        file_sha256 as _file_sha256,
        sheet as _sheet,
        row_no as _row
    from {{ source('inputs', 'observations') }}
    where rule_id = 'file_is_of_another_county' and county_code is not null and period is not null
),

failed as (
    select
        *,
        'delivery' as entity_kind,
        concat_ws('|', dataset, subject) as entity_key,
        difference_yuan as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where is_wrong
)

{{ rule_rows() }}
