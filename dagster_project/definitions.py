"""``build_definitions(settings)``: assets, jobs, the inbox sensor and the calendar's schedule. Nothing else."""

from collections.abc import Iterator
from datetime import date, timedelta

import dagster as dg

from dagster_project import intake
from dagster_project.assets import build_assets, partitions
from dagster_project.settings import Settings

EVERY_MORNING, EVERY_HOUR = "0 6 * * *", "15 * * * *"


def build_definitions(settings: Settings) -> dg.Definitions:
    """Everything Dagster shows and runs for the home of ``settings``."""
    settings.prepare().apply_environment()
    pull = dg.define_asset_job(
        "pull",
        selection=dg.AssetSelection.assets("pulled_files"),
        description="从各县服务器拉取文件。/ Fetch files from counties' servers.",
    )
    take_in = dg.define_asset_job(
        "take_in",
        selection=dg.AssetSelection.assets("county_files"),
        partitions_def=partitions(settings),
        description="收取报送文件。/ Take in what counties delivered.",
    )
    build = dg.define_asset_job(
        "build",
        selection=dg.AssetSelection.all() - dg.AssetSelection.assets("pulled_files", "county_files"),
        description="构建、检查、出报告，最后切换版本。/ Build, check, report, then move to the new release.",
    )

    @dg.sensor(job=take_in, minimum_interval_seconds=60)
    def inbox(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest]:
        """收件箱有新文件就收取。/ A run for every county and period that has files nobody has read yet."""
        for county, period, fingerprint in intake.unread(settings):
            context.instance.add_dynamic_partitions("period", [period])
            key = dg.MultiPartitionKey({"county": county, "period": period})
            yield dg.RunRequest(run_key=f"{key}:{fingerprint}", partition_key=key)

    @dg.run_status_sensor(run_status=dg.DagsterRunStatus.SUCCESS, monitored_jobs=[take_in], request_job=build)
    def after_intake(context: dg.RunStatusSensorContext) -> dg.RunRequest:
        """收取之后即构建；内容未变则不出新版本。/ Build after every intake; nothing new makes no new release."""
        return dg.RunRequest(run_key=context.dagster_run.run_id)

    @dg.schedule(job=build, cron_schedule=EVERY_MORNING, execution_timezone="Asia/Shanghai")
    def day_after_due(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        """报送截止次日构建，缺报迟报随之可见。/ The morning after a due date, so that what is missing shows."""
        yesterday = context.scheduled_execution_time.date() - timedelta(days=1)
        if not _due_on(settings, yesterday):
            return dg.SkipReason(f"nothing was due on {yesterday}")
        return dg.RunRequest(run_key=yesterday.isoformat())

    @dg.schedule(job=pull, cron_schedule=EVERY_HOUR, execution_timezone="Asia/Shanghai")
    def every_hour(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        """每小时从各县服务器拉取；收件箱传感器随后收取。/ Pull every hour; the inbox sensor then takes in what came."""
        if not intake.has_sources(settings):
            return dg.SkipReason("no sources are configured")
        return dg.RunRequest(run_key=context.scheduled_execution_time.isoformat())

    return dg.Definitions(
        assets=build_assets(settings),
        jobs=[pull, take_in, build],
        sensors=[inbox, after_intake],
        schedules=[every_hour, day_after_due],
        executor=dg.in_process_executor,
    )


def _due_on(settings: Settings, day: date) -> bool:
    return any(row["due_on"] == day.isoformat() for row in intake.calendar(settings))


@dg.definitions
def defs() -> dg.Definitions:
    """What ``dagster dev -m dagster_project.definitions`` loads."""
    return build_definitions(Settings.load())
