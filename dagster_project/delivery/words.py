"""The words for codes that pages and workbooks show, in both languages. Facts and layout live elsewhere."""

from __future__ import annotations

SEVERITY_ZH = {"high": "严重", "medium": "一般", "low": "轻微", "advisory": "提示"}
SEVERITY_EN = {"high": "high", "medium": "medium", "low": "low", "advisory": "advisory"}
STATE_ZH = {
    "received": "按期收到，全部可用",
    "late": "逾期收到",
    "part": "收到，部分可用",
    "stuck": "收到，不可用",
    "missing": "缺报",
}
STATE_EN = {
    "received": "on time, all usable",
    "late": "late",
    "part": "usable in part",
    "stuck": "not usable",
    "missing": "missing",
}
RESULT_ZH = {"pass": "通过", "fail": "有疑点", "no_data": "无数据", "not_run": "未运行"}
RESULT_EN = {"pass": "pass", "fail": "findings", "no_data": "no data", "not_run": "not run"}
STATUS_ZH = {
    "accepted": "已采用",
    "partial": "部分采用",
    "rejected": "退回",
    "duplicate": "重复报送",
    "superseded": "已被新文件替代",
    "waiting": "待人工判断",
    "unrecognised": "未识别",
    "missing": "缺报",
}
STATUS_EN = {
    "accepted": "used",
    "partial": "used in part",
    "rejected": "rejected",
    "duplicate": "repeated",
    "superseded": "replaced by a later file",
    "waiting": "awaits a decision",
    "unrecognised": "not recognised",
    "missing": "missing",
}
FINDING_STATE_ZH = {
    "open": "待整改",
    "returned": "已下发",
    "answered": "已答复",
    "corrected": "已更正",
    "verified": "已核实",
    "reopened": "重新打开",
    "exempted": "免予整改",
}
REASON_ZH = {
    "numeric_id": "证件号被存为数字，末位已失真",
    "error_value": "单元格为错误值",
    "error": "单元格为错误值",
    "formula_without_value": "公式没有缓存结果",
    "undecodable": "字符无法解码",
    "required_empty": "必填项空白",
    "too_many_cells": "单元格多于表头",
    "too_few_cells": "单元格少于表头",
    "shifted": "内容与表头错位",
    "title": "标题行",
    "blank": "空行",
    "total": "合计行",
    "footer": "页脚",
    "header": "表头",
    "header_repeated": "重复的表头",
    "note": "说明文字",
    "no_entry": "该学期没有填写",
    "example": "模板的示例行",
    "example_overwritten": "写在模板的示例行上",
    "template": "模板自带的内容",
}
DOMAINS = {
    "delivery": ("报送", "Deliveries"),
    "expectation": ("报送合理性", "Plausibility"),
    "identity": ("身份与学籍", "Identity and roll"),
    "household": ("脱贫户与成员", "Households"),
    "dropout": ("控辍保学", "Dropout"),
    "subsidy": ("学生资助", "Pupil aid"),
    "loan": ("助学贷款", "Student loans"),
    "teacher": ("教师支持", "Teachers"),
    "infrastructure": ("学校建设", "Works"),
    "reporting": ("上报数字", "Figures reported upwards"),
    "narrative": ("工作报告", "Work reports"),
}
VERDICTS = {
    "agrees": ("ok", "与汇总一致", "agrees"),
    "rounds": ("ok", "四舍五入内一致", "agrees when rounded"),
    "differs": ("bad", "与汇总不一致", "differs"),
    "not_computable": ("open", "无数据可复算", "no rows for it"),
}
DOCUMENT_VERDICTS = {
    "consistent": ("ok", "文内自洽", "consistent"),
    "rounding": ("ok", "四舍五入内自洽", "consistent when rounded"),
    "inconsistent": ("bad", "文内不一致", "contradicts itself"),
}
QUALIFIERS = {"at_least": "≥ ", "at_most": "≤ ", "about": "≈ "}
INDICATORS = {
    "aid_amount": ("资助金额", "aid paid"),
    "aid_person_times": ("资助人次", "aid payments"),
    "aid_students": ("受助学生", "pupils aided"),
    "project_investment": ("项目投资", "investment"),
    "project_count": ("项目数", "projects"),
    "project_paid": ("项目拨付", "paid for projects"),
    "project_paid_share": ("项目拨付率", "share of investment paid"),
    "relief_beneficiaries": ("帮扶受益人次", "relief received"),
    "remote_letters": ("异地就读函告", "letters about pupils elsewhere"),
    "remote_topup_person_times": ("县级兜底人次", "top-up payments"),
    "remote_topup_amount": ("县级兜底金额", "top-ups paid"),
    "exchange_teachers": ("支教交流教师", "teachers exchanged"),
    "equipment_quantity": ("设备数量", "equipment"),
    "equipment_amount": ("设备金额", "equipment bought"),
    "loan_contracts": ("助学贷款合同", "loan contracts"),
    "loan_amount": ("助学贷款金额", "amount lent"),
    "registered_poor_students": ("建档立卡学生", "pupils of registered households"),
    "training_person_times": ("培训人次", "courses attended"),
    "training_poor_village_share": ("贫困村学校教师培训占比", "share of poor-village teachers in training"),
    "teacher_allowance_amount": ("乡村教师补助", "rural-teacher allowance"),
    "school_subsidies_amount": ("下达学校补助", "subsidies to schools"),
    "households_spot_checked": ("抽查户数", "households spot-checked"),
    "spot_check_share": ("抽查比例", "share spot-checked"),
}
CATEGORIES = {
    "hardship_registered_poor": ("建档立卡", "registered poor"),
    "hardship_urban_poor": ("城镇贫困", "urban poor"),
    "hardship_other": ("其他困难", "other hardship"),
    "place_in_county": ("本地", "local"),
    "place_outside": ("外地", "elsewhere"),
    "kind_industry": ("产业项目", "industry"),
    "kind_toilet": ("厕所改造", "toilets"),
    "item_boarding_living": ("寄宿生生活补助", "boarders’ living allowance"),
    "kind_multimedia": ("多媒体", "multimedia"),
    "kind_computer": ("计算机", "computers"),
    "kind_printer": ("打印机", "printers"),
    "kind_interactive": ("互动教室", "interactive classrooms"),
    "answered": ("已回函", "answered"),
    "unanswered": ("未回函", "unanswered"),
    "status_finished": ("已完工", "finished"),
    "status_building": ("在建", "under way"),
    "status_tendering": ("招标中", "in tender"),
    "industry": ("产业", "industry"),
    "public_posts": ("公益性岗位", "public posts"),
    "asset_income": ("资产收益", "asset income"),
    "microcredit": ("小额信贷", "microcredit"),
    "basic_relief": ("兜底保障", "basic relief"),
    "social_relief": ("社会帮扶", "social relief"),
    "urgent_relief": ("临时救助", "urgent relief"),
    "school_poor_village": ("贫困村学校", "poor-village schools"),
    "kind_support": ("支教", "support teaching"),
    "kind_rotation": ("交流轮岗", "rotation"),
}
UNITS = {
    "person_times": ("人次", "person-times"),
    "wan_yuan": ("万元", "10,000 yuan"),
    "yi_yuan": ("亿元", "100 million yuan"),
    "square_metres": ("平方米", "square metres"),
    "yuan_a_month": ("元/月", "yuan a month"),
    "letters": ("件", "letters"),
    "contracts": ("份", "contracts"),
    "students": ("人", "pupils"),
    "projects": ("个", "projects"),
    "percent": ("%", "%"),
    "sets": ("套", "sets"),
    "teachers": ("人", "teachers"),
    "households": ("户", "households"),
}
