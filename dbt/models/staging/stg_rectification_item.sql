{{ config(meta={'scope': 'partition'}) }}

{{ staged('rectification_item', [
    ['item_no', 'text'],
    ['problem_source', 'code:problem_source'],
    ['problem', 'text'],
    ['measure', 'text'],
    ['responsible_unit', 'text'],
    ['responsible_name', 'name'],
    ['due_on', 'date'],
    ['progress', 'text'],
    ['rectification_state', 'code:rectification_state'],
    ['finished_on', 'date'],
    ['is_closed', 'boolean'],
    ['closed_on', 'date'],
    ['concerned', 'integer'],
    ['settled', 'integer'],
    ['evidence', 'text']
]) }}
