{{ config(materialized='view' if target.type == 'duckdb' else 'table') }}

select * from {{ source('inputs', 'expectation_findings') }}
union all
select * from {{ source('inputs', 'narrative_findings') }}
