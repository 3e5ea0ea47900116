-- Both have the columns that macros/rule_rows.sql gives a rule.
-- noqa: disable=AM04
select * from {{ source('inputs', 'expectation_findings') }}
union all
select * from {{ source('inputs', 'narrative_findings') }}
