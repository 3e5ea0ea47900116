{{ config(meta={'scope': 'partition'}) }}

{{ staged('death_register', [
    ['id_number', 'person'],
    ['name', 'name'],
    ['gender', 'code:gender'],
    ['birth_on', 'date'],
    ['township', 'text'],
    ['village', 'text'],
    ['died_on', 'date'],
    ['cancelled_on', 'date'],
    ['cause', 'text'],
    ['cert_no', 'text'],
    ['source', 'code:death_source']
]) }}
