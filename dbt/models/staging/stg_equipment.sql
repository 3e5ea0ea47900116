{{ config(meta={'scope': 'partition'}) }}

{{ staged('equipment', [
    ['asset_no', 'text'],
    ['item_name', 'text'],
    ['item_kind', 'code:equipment_kind'],
    ['school_code', 'text'],
    ['school_name', 'text'],
    ['quantity', 'integer'],
    ['unit_price', 'money'],
    ['amount', 'money'],
    ['bought_on', 'date'],
    ['fund_source', 'text']
]) }}
