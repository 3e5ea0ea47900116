with households as (
    select
        *,
        case
            when household_no is null then 1
            else row_number() over (
                partition by _county_code, _period, household_no order by _file_name, _sheet, _row
            )
        end as occurrence
    from {{ ref('stg_poverty_household') }}
),

tokens as (
    select
        *,
        coalesce(head_person_token, head_name_token) as head_token
    from households
),

numbered as (
    select
        *,
        row_number() over (
            partition by _county_code, _period, head_token order by household_no nulls last, _file_name, _sheet, _row
        ) as namesake
    from tokens
),

final as (
    select
        _county_code as county_code,
        _period as period,
        household_no,
        concat(
            coalesce(head_token, 'unnamed'),
            case when namesake > 1 or head_token is null then '-' || cast(namesake as string) else '' end
        ) as household_token,
        head_person_token,
        household_kind,
        monitor_kind,
        township,
        cast(occurrence as bigint) as occurrence,
        member_count,
        wage_income_yuan,
        business_income_yuan,
        property_income_yuan,
        transfer_income_yuan,
        production_expense_yuan,
        net_income_yuan,
        net_income_per_capita_yuan,
        _county_code,
        _period,
        {{ lineage() }}
    from numbered
)

select * from final
