with checked as (
    select
        dataset as named_in,
        person_token,
        name,
        name_token,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        _row
    from {{ ref('int_person_mention') }}
    where
        id_number_status in ('ok', 'legacy15', 'cert')
        and name_token is not null
        and name_status in ('ok', 'brackets')
),

several_names as (
    select
        _county_code,
        person_token
    from checked
    group by _county_code, person_token
    having min(name_token) <> max(name_token)
),

ranked_mentions as (
    select
        m.named_in,
        m.person_token,
        m.name,
        m.name_token,
        row_number() over (
            partition by m._county_code, m.person_token
            order by
                case m.named_in
                    when 'school_roll' then 1
                    when 'external_enrolment' then 2
                    when 'teacher' then 3
                    when 'poverty_member' then 4
                    when 'special_group' then 5
                    else 6
                end,
                m._period,
                m._file_name,
                m._sheet,
                m._row
        ) as mention_no,
        m._county_code,
        m._period,
        {{ lineage('m') }}
    from checked as m
    inner join several_names as s on m._county_code = s._county_code and m.person_token = s.person_token
),

deviating as (
    select
        m.named_in,
        m.person_token,
        m.name,
        r.name as reference_name,
        r.named_in as reference_dataset,
        r._delivery_id as reference_delivery_id,
        r._file_name as reference_file_name,
        r._file_sha256 as reference_file_sha256,
        r._sheet as reference_sheet,
        r._row as reference_row,
        m._county_code,
        m._period,
        {{ lineage('m') }}
    from ranked_mentions as m
    inner join ranked_mentions as r
        on
            m._county_code = r._county_code
            and m.person_token = r.person_token
            and r.mention_no = 1
    where m.name_token <> r.name_token
),

failed as (
    select
        *,
        named_in as dataset,
        'person' as entity_kind,
        person_token as entity_key,
        'name' as field,
        name as observed,
        '与学籍等登记的姓名一致 / same name as on the roll' as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from deviating
),

evidence as (
    select distinct
        _county_code,
        _period,
        entity_key,
        field,
        'reference' as role,
        reference_dataset as ev_dataset,
        'name' as ev_field,
        reference_delivery_id as ev_delivery_id,
        reference_file_name as ev_file_name,
        reference_file_sha256 as ev_file_sha256,
        reference_sheet as ev_sheet,
        reference_row as ev_row,
        reference_name as value
    from failed
)

{{ rule_rows(evidence='evidence') }}
