with contracts as (
    select * from {{ ref('stg_loan_contract') }}
),

ceilings as (
    select * from {{ ref('int_loan_ceiling') }}
),

final as (
    select
        l._county_code as county_code,
        l._period as period,
        l.contract_no,
        l.person_token,
        l.coborrower_person_token,
        l.id_number_status,
        c.standard_id,
        l.college_name,
        l.degree,
        l.academic_year,
        l.loan_place,
        l.schooling_years,
        l.entered_year,
        l.loan_years,
        l.amount_yuan,
        l.tuition_yuan,
        l.dorm_fee_yuan,
        c.ceiling_yuan,
        l.receipt_no is not null as has_receipt,
        l.signed_on,
        {{ lineage('l') }}
    from contracts as l
    left join ceilings as c on l.degree = c.degree and l.academic_year = c.academic_year
)

select * from final
