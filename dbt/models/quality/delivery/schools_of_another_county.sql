{{ config(meta={'scope': 'region'}) }}

with register as (
    select distinct
        _county_code as county_code,
        school_code,
        replace(school_name, ' ', '') as school_name
    from {{ ref('stg_school') }}
),

-- A code is looked up by itself; a name only where a row has no code.
codes as (
    select distinct
        county_code,
        school_code
    from register
    where school_code is not null
),

names as (
    select distinct
        county_code,
        school_name
    from register
    where school_name is not null
),

registered_counties as (
    select distinct county_code from register
),

listed as (
    select
        *,
        sum(rows_listed) over (partition by dataset, _delivery_id) as rows_of_delivery
    from {{ ref('int_delivered_school') }}
),

-- What the county's own register knows is its own, whatever others know. Of names that can only be said of a county
-- that has a register.
foreign_by_code as (
    select
        l.*,
        'code' as known_by,
        c.county_code as other_county
    from listed as l
    inner join codes as c on l.school_code = c.school_code and l._county_code <> c.county_code
    left join codes as own on l.school_code = own.school_code and l._county_code = own.county_code
    where own.school_code is null
),

foreign_by_name as (
    select
        l.*,
        'name' as known_by,
        n.county_code as other_county
    from listed as l
    inner join registered_counties as r on l._county_code = r.county_code
    inner join names as n on l.school_name = n.school_name and l._county_code <> n.county_code
    left join names as own on l.school_name = own.school_name and l._county_code = own.county_code
    where own.school_name is null and l.school_code is null
),

foreign_schools as (
    select * from foreign_by_code
    union all
    select * from foreign_by_name
),

pointing as (
    select
        dataset,
        other_county,
        _county_code,
        _period,
        _delivery_id,
        max(rows_of_delivery) as rows_of_delivery,
        sum(rows_listed) as rows_pointing,
        count(distinct coalesce(school_code, school_name)) as schools_pointing,
        max(case when known_by = 'code' then 1 else 0 end) as is_by_code
    from foreign_schools
    group by dataset, other_county, _county_code, _period, _delivery_id
),

-- Most of the list, and more than a school whose name is written like that of one elsewhere.
ranked_counties as (
    select
        *,
        row_number() over (
            partition by dataset, _county_code, _period, _delivery_id
            order by rows_pointing desc, other_county asc
        ) as place
    from pointing
    where
        rows_pointing >= 3
        and rows_pointing * 10 >= rows_of_delivery * 6
        and (is_by_code = 1 or schools_pointing >= 2)
),

counties as (
    select
        county_code,
        name_zh,
        coalesce(nullif(name_en, ''), 'county ' || county_code) as name_en
    from {{ ref('dim_county') }}
),

checked as (
    select
        dataset,
        _county_code,
        _period,
        _delivery_id,
        _file_name,
        _file_sha256,
        _sheet,
        cast(null as integer) as _row
    from listed
    group by dataset, _county_code, _period, _delivery_id, _file_name, _file_sha256, _sheet
),

failed as (
    select
        c.*,
        'delivery' as entity_kind,
        c.dataset || '|schools' as entity_key,
        cast(null as varchar(255)) as field,
        o.name_zh || ' (学校名录 ' || cast(r.rows_pointing as varchar(12)) || '∶'
        || cast(r.rows_of_delivery as varchar(12)) || ') / ' || o.name_en || ' (school register, '
        || cast(r.rows_pointing as varchar(12)) || ' of ' || cast(r.rows_of_delivery as varchar(12)) || ')' as observed,
        w.name_zh || ' / ' || w.name_en as expected,
        cast(null as decimal(18, 4)) as at_stake_yuan,
        cast(null as varchar(255)) as standard_id
    from checked as c
    inner join ranked_counties as r
        on
            c.dataset = r.dataset
            and c._county_code = r._county_code
            and c._period = r._period
            and c._delivery_id = r._delivery_id
    inner join counties as o on r.other_county = o.county_code
    inner join counties as w on c._county_code = w.county_code
    where r.place = 1
)

{{ rule_rows() }}
