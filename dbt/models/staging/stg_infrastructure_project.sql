{{ config(meta={'scope': 'partition'}) }}

{{ staged('infrastructure_project', [
    ['project_no', 'text'],
    ['project_name', 'text'],
    ['project_kind', 'code:project_kind'],
    ['site', 'text'],
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['builder', 'text'],
    ['total_investment', 'money'],
    ['fund_central', 'money'],
    ['fund_province', 'money'],
    ['fund_city', 'money'],
    ['fund_county', 'money'],
    ['area', 'decimal', 'm2'],
    ['structure', 'text'],
    ['status', 'code:project_status'],
    ['started_on', 'date'],
    ['finished_on', 'date'],
    ['paid', 'money'],
    ['paid_share', 'decimal', 'pct']
]) }}
