with changes as (
    select * from {{ ref('stg_roll_change') }}
    where
        change_kind in ('transfer_out', 'transfer_in')
        and person_token is not null
        and id_number_status in ('ok', 'legacy15', 'cert')
),

final as (
    select
        _county_code as county_code,
        _period as period,
        person_token,
        change_kind,
        changed_on,
        from_school_code,
        to_school_code,
        _county_code,
        _period,
        {{ lineage() }}
    from changes
)

select * from final
