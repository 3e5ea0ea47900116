with checked as (
    select
        letter_no,
        topup_amount_yuan,
        is_aided_there,
        aided_amount_yuan,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('stg_remote_letter') }}
),

failed as (
    select
        *,
        'remote_letter' as dataset,
        'letter' as entity_kind,
        letter_no as entity_key,
        'topup_amount' as field,
        {{ plain_number('topup_amount_yuan') }} as observed,
        '0' as expected,
        topup_amount_yuan as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked
    where topup_amount_yuan > 0 and (is_aided_there or aided_amount_yuan > 0)
)

{{ rule_rows() }}
