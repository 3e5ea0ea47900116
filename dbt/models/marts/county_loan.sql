with county_years as (
    select * from {{ ref('int_county_period') }}
    where kind = 'year'
),

contracts as (
    select
        county_code,
        period,
        count(*) as loan_contracts,
        count(distinct coalesce(
            person_token, contract_no, concat(_delivery_id, '|', cast(_row as string))
        )) as loan_students,
        cast(sum(amount_yuan) as decimal(38, 4)) as loan_yuan,
        cast(
            sum(case when degree = 'undergraduate' then amount_yuan else 0 end) as decimal(38, 4)
        ) as undergraduate_loan_yuan,
        cast(
            sum(case when degree = 'postgraduate' then amount_yuan else 0 end) as decimal(38, 4)
        ) as postgraduate_loan_yuan,
        cast(sum(case when has_receipt then 0 else 1 end) as bigint) as contracts_without_receipt
    from {{ ref('fct_loan_contract') }}
    group by county_code, period
),

final as (
    select
        y.county_code,
        y.period,
        c.loan_students,
        c.loan_contracts,
        c.contracts_without_receipt,
        c.loan_yuan,
        c.undergraduate_loan_yuan,
        c.postgraduate_loan_yuan
    from county_years as y
    left join contracts as c on y.county_code = c.county_code and y.period = c.period
)

select * from final
