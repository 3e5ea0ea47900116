{{ config(meta={'scope': 'partition'}) }}

{{ staged('asset_lookup', [
    ['asset_kind', 'code:asset_kind'],
    ['id_number', 'person'],
    ['name', 'name'],
    ['asset_name', 'text'],
    ['asset_no', 'text'],
    ['registered_on', 'date'],
    ['value', 'money'],
    ['area', 'decimal', 'm2'],
    ['state', 'text'],
    ['source', 'text'],
    ['compared_on', 'date']
]) }}
