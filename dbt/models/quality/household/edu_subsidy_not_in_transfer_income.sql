with households as (
    select * from {{ ref('stg_poverty_household') }}
    where
        coalesce(
            wage_income_yuan, business_income_yuan, property_income_yuan, transfer_income_yuan
        ) is not null
),

members as (
    select distinct
        _county_code,
        _period,
        household_no,
        person_token
    from {{ ref('stg_poverty_member') }}
    where id_number_status in ('ok', 'legacy15', 'cert')
),

terms_of_year as (
    select
        period,
        term
    from {{ ref('int_period_term') }}
    where substr(period, 1, 4) = substr(term, 1, 4)
),

payments as (
    select
        p.person_token,
        p.amount_yuan,
        t.period as income_year,
        p._county_code,
        p._period,
        {{ lineage('p') }}
    from {{ ref('stg_subsidy_payment') }} as p
    inner join terms_of_year as t on p._period = t.term
    where
        p.id_number_status in ('ok', 'legacy15', 'cert')
        and p.aid_item in (
            'preschool_aid', 'boarding_living', 'nonboarding_living', 'senior_grant', 'vocational_grant',
            'special_boarding'
        )
),

household_payments as (
    select
        m._county_code,
        m._period as income_year,
        m.household_no,
        p.amount_yuan,
        p._delivery_id,
        p._file_name,
        p._file_sha256,
        p._sheet,
        p._row
    from members as m
    inner join payments as p
        on
            m._county_code = p._county_code
            and m._period = p.income_year
            and m.person_token = p.person_token
),

household_aid as (
    select
        _county_code,
        income_year,
        household_no,
        sum(amount_yuan) as aid_yuan
    from household_payments
    group by _county_code, income_year, household_no
),

checked as (
    select
        h.household_no,
        h.transfer_income_yuan,
        a.aid_yuan,
        h._county_code,
        h._period,
        {{ lineage('h') }}
    from households as h
    inner join household_aid as a
        on
            h._county_code = a._county_code
            and h._period = a.income_year
            and h.household_no = a.household_no
),

failed as (
    select
        *,
        'poverty_household' as dataset,
        'household' as entity_kind,
        household_no as entity_key,
        'transfer_income' as field,
        {{ plain_number('coalesce(transfer_income_yuan, 0)') }} as observed,
        {{ plain_number('aid_yuan') }} as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where aid_yuan > coalesce(transfer_income_yuan, 0)
),

evidence as (
    select
        f._county_code,
        f._period,
        f.entity_key,
        f.field,
        'payment' as role,
        'subsidy_payment' as ev_dataset,
        'amount' as ev_field,
        p._delivery_id as ev_delivery_id,
        p._file_name as ev_file_name,
        p._file_sha256 as ev_file_sha256,
        p._sheet as ev_sheet,
        p._row as ev_row,
        {{ plain_number('p.amount_yuan') }} as value
    from failed as f
    inner join household_payments as p
        on
            f._county_code = p._county_code
            and f._period = p.income_year
            and f.household_no = p.household_no
)

{{ rule_rows(evidence='evidence') }}
