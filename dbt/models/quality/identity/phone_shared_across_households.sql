with checked as (
    select
        household_no,
        phone,
        min(household_no) over (partition by _county_code, _period, phone) as first_household_no,
        max(household_no) over (partition by _county_code, _period, phone) as last_household_no,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_poverty_household') }}
    where phone_status = 'ok' and household_no is not null
),

failed as (
    select
        *,
        'poverty_household' as dataset,
        'household' as entity_kind,
        first_household_no as entity_key,
        'phone' as field,
        first_household_no || ' … ' || last_household_no as observed,
        '1' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where first_household_no <> last_household_no
)

{{ rule_rows() }}
