with {{ observed_while_reading('total_is_not_sum_of_its_parts', 'table_total') }}

{{ rule_rows() }}
