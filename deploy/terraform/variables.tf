# What must be said.

variable "bucket" {
  description = "Name of the lake's bucket; unique in all of AWS."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9](?:[a-z0-9-]{1,53}[a-z0-9])$", var.bucket))
    error_message = "A bucket name has 3 to 55 characters of a-z, 0-9 and - here, where others get -results and -logs at its end, and begins and ends with a letter or digit. (Dots break HTTPS on virtual-hosted addresses.)"
  }
}

variable "region" {
  description = "Region of everything here, for example sa-east-1."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "A region is written like eu-west-1."
  }
}

# The lake.

variable "name" {
  description = "What everything here is named after; two installations in one account need two names."
  type        = string
  default     = "datalake"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "A name has 3 to 32 characters of a-z, 0-9 and -, begins with a letter and does not end with -."
  }
  validation {
    condition     = !can(regex("-(tables|statement|publish)$", var.name))
    error_message = "A name does not end with -tables, -statement or -publish: parts of the installation without that end are called so."
  }
}

variable "tags" {
  description = "Tags of everything that takes tags."
  type        = map(string)
  default     = {}
}

variable "prefix" {
  description = "Where the lake begins in the bucket, without slashes at the ends; empty for the top."
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^([A-Za-z0-9_.=-]+(/[A-Za-z0-9_.=-]+)*)?$", var.prefix))
    error_message = "A prefix neither begins nor ends with a slash, has no empty level, and is of letters, digits, _ . = and - alone: it stands in policies, in SQL and in workflows."
  }
}

variable "layers" {
  description = "Layers of the lake that jobs write: the first level of every key."
  type        = list(string)
  default     = ["Raw"]

  validation {
    condition     = length(var.layers) > 0 && alltrue([for layer in var.layers : can(regex("^[A-Za-z0-9_.-]+$", layer))])
    error_message = "Name at least one layer, each of letters, digits, _ . and -."
  }
}

variable "versioning" {
  description = "Whether the bucket keeps what was replaced or deleted."
  type        = bool
  default     = false
}

variable "kms_key_arn" {
  description = "KMS key of the lake, query results, logs, queue and alarms; keys of AWS without one. README.md has what its policy must allow."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "Give the ARN of a key (arn:aws:kms:...:key/...), not of an alias: permissions name the key itself."
  }
}

variable "access_logs" {
  description = "Whether S3 logs who reads and writes the lake, into a bucket of its own."
  type        = bool
  default     = true
}

variable "inventory" {
  description = "Whether S3 lists the lake's objects every week, beside the access logs."
  type        = bool
  default     = false

  validation {
    condition     = !var.inventory || var.access_logs
    error_message = "The inventory goes into the bucket of the access logs: set access_logs too."
  }
}

variable "old_versions_days" {
  description = "Days that what was replaced or removed is kept, where versioning keeps it."
  type        = number
  default     = 30

  validation {
    condition     = var.old_versions_days >= 1 && floor(var.old_versions_days) == var.old_versions_days
    error_message = "Give whole days, at least 1."
  }
}

variable "checkpoints_days" {
  description = "Days after which the checkpoint of a crawl that was never finished is removed; then it begins anew."
  type        = number
  default     = 30

  validation {
    condition     = var.checkpoints_days >= 1 && floor(var.checkpoints_days) == var.checkpoints_days
    error_message = "Give whole days, at least 1."
  }
}

variable "reports_days" {
  description = "Days that the reports of runs are kept."
  type        = number
  default     = 400

  validation {
    condition     = var.reports_days >= 1 && floor(var.reports_days) == var.reports_days
    error_message = "Give whole days, at least 1."
  }
}

variable "access_logs_days" {
  description = "Days that access logs and inventories are kept."
  type        = number
  default     = 90

  validation {
    condition     = var.access_logs_days >= 1 && floor(var.access_logs_days) == var.access_logs_days
    error_message = "Give whole days, at least 1."
  }
}

variable "abort_uploads_after_days" {
  description = "Days after which the parts of an upload that was never completed are removed. A job may resume one until then."
  type        = number
  default     = 7

  validation {
    condition     = var.abort_uploads_after_days >= 1 && floor(var.abort_uploads_after_days) == var.abort_uploads_after_days
    error_message = "Give whole days, at least 1."
  }
}

variable "force_destroy" {
  description = "Whether terraform destroy may remove a bucket that still holds data."
  type        = bool
  default     = false
}

# The function.

variable "function_zip" {
  description = "The jobs: function.zip of ./build.ps1 -Task Package."
  type        = string
  default     = "../../output/lambda/function.zip"
}

variable "layer_zip" {
  description = "The program: layer.zip of ./build.ps1 -Task Package, built for var.architecture."
  type        = string
  default     = "../../output/lambda/layer.zip"
}

variable "engine_zip" {
  description = "The engine for jobs that make tables: ../../output/lambda/engine.zip of ./build.ps1 -Task Package, built for var.architecture; none when null."
  type        = string
  default     = null
}

variable "architecture" {
  description = "Processor of the function: x86_64 or arm64."
  type        = string
  default     = "x86_64"

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "An architecture is x86_64 or arm64."
  }
}

variable "memory" {
  description = "Memory in MB of the function that sends and fetches; the processor's share grows with it, a whole one at 1769."
  type        = number
  default     = 1769

  validation {
    condition     = var.memory >= 128 && var.memory <= 10240 && floor(var.memory) == var.memory
    error_message = "Lambda takes 128 to 10240 MB."
  }
}

variable "tables_memory" {
  description = "Memory in MB of the function that makes tables, of which the engine takes a share."
  type        = number
  default     = 3008

  validation {
    condition     = var.tables_memory >= 128 && var.tables_memory <= 10240 && floor(var.tables_memory) == var.tables_memory
    error_message = "Lambda takes 128 to 10240 MB."
  }
}

variable "ephemeral_storage" {
  description = "MB of /tmp of the function that makes tables: the raw files of a day, the tables made of them, and what the engine spills."
  type        = number
  default     = 2048

  validation {
    condition     = var.ephemeral_storage >= 512 && var.ephemeral_storage <= 10240 && floor(var.ephemeral_storage) == var.ephemeral_storage
    error_message = "Lambda takes 512 to 10240 MB."
  }
}

variable "timeout" {
  description = "Seconds that one invocation may take."
  type        = number
  default     = 900

  validation {
    condition     = var.timeout >= 60 && var.timeout <= 900 && floor(var.timeout) == var.timeout
    error_message = "Give 60 to 900 seconds; below a minute nothing is left for the work."
  }
}

variable "max_concurrency" {
  description = "How many invocations of a function may run at once; null leaves it to the account. 1 keeps jobs from running into each other, and from sharing TMDB's 40 requests a second, but needs an account with concurrency to reserve."
  type        = number
  default     = null

  validation {
    condition     = var.max_concurrency == null ? true : var.max_concurrency >= 1
    error_message = "Give at least 1, or null."
  }
}

variable "environment" {
  description = "Further environment variables of the function, for jobs that read them. No secrets: they would stand in the state."
  type        = map(string)
  default     = {}

  validation {
    condition     = length(setintersection(keys(var.environment), ["TMDB_TOKEN", "TMDB_API_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"])) == 0
    error_message = "Secrets do not belong here: the token goes to tmdb_token, and the function has a role in place of keys."
  }
}

variable "allow_object_tags" {
  description = "Whether the function may tag what it writes (tags of a step)."
  type        = bool
  default     = false
}

variable "allow_replace_days" {
  description = "Whether the function may remove objects of its layers: jobs that replace the files of a day need it."
  type        = bool
  default     = false
}

variable "tracing" {
  description = "Whether functions and workflow are traced by X-Ray."
  type        = bool
  default     = true
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch Logs keeps logs for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, ... 3653 days."
  }
}

# The TMDB token.

variable "tmdb_token_store" {
  description = "Where the TMDB token is kept: ssm (a parameter, free), secretsmanager, or none when no job asks TMDB."
  type        = string
  default     = "ssm"

  validation {
    condition     = contains(["ssm", "secretsmanager", "none"], var.tmdb_token_store)
    error_message = "A store is ssm, secretsmanager or none."
  }
}

variable "tmdb_token" {
  description = "The TMDB token. Never in the plan or the state; sent only when tmdb_token_version grows."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}

variable "tmdb_token_version" {
  description = "0: the token is put into its store by hand. 1 and more: Terraform sends tmdb_token once for each number."
  type        = number
  default     = 0

  validation {
    condition     = var.tmdb_token_version >= 0 && floor(var.tmdb_token_version) == var.tmdb_token_version
    error_message = "Give 0, 1, 2, ..."
  }
}

variable "secrets_extension_arn" {
  description = "ARN of the AWS Parameters and Secrets Lambda Extension's layer for this region and architecture; AWS lists them in the Lambda extension chapter of the Systems Manager guide."
  type        = string
  default     = null

  validation {
    condition     = var.tmdb_token_store == "none" || can(regex("^arn:[^:]+:lambda:[^:]+:[0-9]{12}:layer:[^:]+:[0-9]+$", var.secrets_extension_arn))
    error_message = "The function reads its token through this layer: give its ARN with version, or tmdb_token_store = \"none\"."
  }
}

# When it runs, and who hears of failures.

variable "schedules" {
  description = "What runs when: a job by its name (or, with is_in_parts, all parts that Split-LakeJob made of it), then the job that makes tables, at an EventBridge Scheduler expression (cron, rate or at) in a time zone."
  type = map(object({
    job             = optional(string)
    tables          = optional(string)
    is_in_parts     = optional(bool, false)
    expression      = string
    time_zone       = optional(string, "UTC")
    enabled         = optional(bool, true)
    window_minutes  = optional(number, 0)
    retries         = optional(number, 10)
    max_age_seconds = optional(number, 3600)
  }))
  default = {}

  validation {
    condition     = alltrue([for key in keys(var.schedules) : can(regex("^[0-9A-Za-z_.-]{1,64}$", key))])
    error_message = "A schedule's name has up to 64 letters, digits, _ . and -."
  }
  validation {
    condition     = alltrue([for schedule in values(var.schedules) : can(regex("^(cron|rate|at)\\(.+\\)$", schedule.expression))])
    error_message = "An expression is cron(...), rate(...) or at(...), for example cron(0 3 * * ? *)."
  }
  validation {
    condition     = alltrue([for schedule in values(var.schedules) : schedule.window_minutes >= 0 && schedule.window_minutes <= 1440])
    error_message = "A window has 0 to 1440 minutes."
  }
  validation {
    condition     = alltrue([for schedule in values(var.schedules) : schedule.retries >= 0 && schedule.retries <= 185 && schedule.max_age_seconds >= 60 && schedule.max_age_seconds <= 86400])
    error_message = "The Scheduler takes 0 to 185 retries within 60 to 86400 seconds."
  }
  validation {
    condition     = alltrue([for schedule in values(var.schedules) : trimspace(coalesce(schedule.job, schedule.tables, " ")) != "" && (schedule.job != null || !schedule.is_in_parts)])
    error_message = "Every schedule names its job."
  }
  validation {
    condition     = var.engine_zip != null || var.engine == "athena" || alltrue([for schedule in values(var.schedules) : schedule.tables == null])
    error_message = "A job that makes tables needs the engine: give engine_zip, or engine = \"athena\"."
  }
}

variable "function_retries" {
  description = "How often a job is run again that ended in an error before it goes to the dead-letter queue."
  type        = number
  default     = 2

  validation {
    condition     = var.function_retries >= 0 && var.function_retries <= 10 && floor(var.function_retries) == var.function_retries
    error_message = "Give 0 to 10 retries."
  }
}

variable "max_rounds" {
  description = "How often the function is run for one job, or one part of a job, while it says that it is not finished."
  type        = number
  default     = 100

  validation {
    condition     = var.max_rounds >= 1 && var.max_rounds <= 500 && floor(var.max_rounds) == var.max_rounds
    error_message = "Give 1 to 500 rounds: an execution of Step Functions has room for no more."
  }
}

variable "run_hours" {
  description = "Hours after which a run of the workflow is stopped. What it has done stays, and checkpoints let the next run go on."
  type        = number
  default     = 30

  validation {
    condition     = var.run_hours >= 1 && var.run_hours <= 8760
    error_message = "Give 1 to 8760 hours: an execution of Step Functions takes a year at most."
  }
}

variable "parts_at_once" {
  description = "How many parts of a job run at once."
  type        = number
  default     = 2

  validation {
    condition     = var.parts_at_once >= 1 && floor(var.parts_at_once) == var.parts_at_once
    error_message = "Give at least 1 part, in whole numbers."
  }
  validation {
    condition     = var.max_concurrency == null ? true : var.parts_at_once <= var.max_concurrency
    error_message = "The function runs max_concurrency times at once: more parts would only be refused."
  }
}

variable "tmdb_requests_per_second" {
  description = "Requests a second that one invocation may send to TMDB. With parts_at_once of them TMDB's limit of about 40 must not be passed."
  type        = number
  default     = 20

  validation {
    condition     = var.tmdb_requests_per_second >= 1 && floor(var.tmdb_requests_per_second) == var.tmdb_requests_per_second
    error_message = "Give at least 1 request a second, in whole numbers."
  }
  validation {
    condition     = var.tmdb_requests_per_second * var.parts_at_once <= 40
    error_message = "tmdb_requests_per_second times parts_at_once is more than 40, what TMDB takes in a second."
  }
}

variable "alarm_topic_arn" {
  description = "An SNS topic that there already is, for alarms."
  type        = string
  default     = null
}

variable "alarm_email" {
  description = "An address for alarms; AWS sends it a mail that has to be confirmed."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_email == null || can(regex("^[^@ ]+@[^@ ]+$", var.alarm_email))
    error_message = "This is no mail address."
  }
}

variable "runs_expected_every_hours" {
  description = "Hours within which a run has to end well, else an alarm says that none did; null for no such alarm. A nightly schedule needs some hours more than 24."
  type        = number
  default     = 26

  validation {
    condition     = var.runs_expected_every_hours == null ? true : var.runs_expected_every_hours >= 1 && var.runs_expected_every_hours <= 168 && floor(var.runs_expected_every_hours) == var.runs_expected_every_hours
    error_message = "Give 1 to 168 whole hours, or null: CloudWatch looks a week back at most."
  }
}

variable "scanned_gb_a_day" {
  description = "GB that the queries of a workgroup may read in a day before an alarm: those of each group of analysts, and with the engine athena those of runs."
  type        = number
  default     = 100

  validation {
    condition     = var.scanned_gb_a_day > 0
    error_message = "Give more than 0 GB."
  }
}

variable "monthly_budget_usd" {
  description = "US dollars a month at which AWS warns, of what has the tag of this installation; null for no budget. The tag 'project' has to be activated as a cost allocation tag."
  type        = number
  default     = null

  validation {
    condition     = var.monthly_budget_usd == null ? true : var.monthly_budget_usd > 0 && (var.alarm_email != null || var.alarm_topic_arn != null)
    error_message = "Give an amount above 0, and alarm_email or alarm_topic_arn for those who are warned."
  }
}

# What Athena sees.

variable "first_day" {
  description = "The first processing date that tables show, as yyyy/MM/dd. Every day since is a partition that a query without a date looks for."
  type        = string
  default     = "2022/01/01"

  validation {
    condition     = can(regex("^[0-9]{4}/(0[1-9]|1[0-2])/(0[1-9]|[12][0-9]|3[01])$", var.first_day))
    error_message = "Write the day as yyyy/MM/dd."
  }
}

variable "model" {
  description = "The model whose contracts say what the tables are."
  type        = string
  default     = "../../module/model"
}

variable "own_model" {
  description = "A folder of the same layout that adds files to the model and replaces those of the same name; none when null. Jobs take it as their 'model'."
  type        = string
  default     = null
}

variable "engine" {
  description = "What makes tables: duckdb, in a function (engine_zip), or athena, for data that one machine does not hold."
  type        = string
  default     = "duckdb"

  validation {
    condition     = contains(["duckdb", "athena"], var.engine)
    error_message = "An engine is duckdb or athena."
  }
}

variable "athena_queries_at_once" {
  description = "How many statements of a run Athena has at once."
  type        = number
  default     = 4

  validation {
    condition     = var.athena_queries_at_once >= 1 && var.athena_queries_at_once <= 20 && floor(var.athena_queries_at_once) == var.athena_queries_at_once
    error_message = "Give 1 to 20: an account has room for about 20 to 25 queries at once."
  }
}

variable "athena_run_gb" {
  description = "GB that one statement of a run may read; it is stopped there, and nothing is published."
  type        = number
  default     = 100

  validation {
    condition     = var.athena_run_gb >= 0.01
    error_message = "Athena takes no limit below 10 MB."
  }
}

variable "athena_query_minutes" {
  description = "Minutes after which a statement of a run is stopped."
  type        = number
  default     = 60

  validation {
    condition     = var.athena_query_minutes >= 1 && var.athena_query_minutes <= 200
    error_message = "Give 1 to 200 minutes: Athena itself ends a statement after 30 unless its quota is raised."
  }
}

variable "old_runs_days" {
  description = "Days that what a run of Athena has written is kept after it was made, once another run of the same day took its place."
  type        = number
  default     = 7

  validation {
    condition     = var.old_runs_days >= 1 && floor(var.old_runs_days) == var.old_runs_days
    error_message = "Give whole days, at least 1."
  }
}

# The same jobs in containers.

variable "fargate_image" {
  description = "The image of deploy/docker in a registry, with its version, for jobs on AWS Fargate; null for no task definitions."
  type        = string
  default     = null

  validation {
    condition     = var.fargate_image == null || can(regex("(:[A-Za-z0-9_][A-Za-z0-9_.-]*|@sha256:[0-9a-f]{64})$", var.fargate_image)) && !can(regex(":latest$", var.fargate_image))
    error_message = "Name the image with its version or digest, as 111122223333.dkr.ecr.sa-east-1.amazonaws.com/datalake:2.0.0: what runs at night is not to change by itself."
  }
}

variable "fargate_cpu" {
  description = "Processor of a task, 1024 for one."
  type        = number
  default     = 4096

  validation {
    condition     = contains([1024, 2048, 4096, 8192, 16384], var.fargate_cpu)
    error_message = "Give 1024, 2048, 4096, 8192 or 16384."
  }
}

variable "fargate_memory" {
  description = "Memory of a task in MB. Which there are depends on fargate_cpu."
  type        = number
  default     = 16384
}

variable "fargate_storage" {
  description = "GB of disk of a task: the raw files of a day, the tables made of them, and what the engine spills."
  type        = number
  default     = 50

  validation {
    condition     = var.fargate_storage >= 21 && var.fargate_storage <= 200 && floor(var.fargate_storage) == var.fargate_storage
    error_message = "Fargate takes 21 to 200 GB."
  }
}

variable "reader_groups" {
  description = "Groups of analysts, or single ones, each with a workgroup, a policy and answers that the others cannot read; besides the workgroup and the policy of the installation."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for group in var.reader_groups : can(regex("^[a-z][a-z0-9-]{0,30}[a-z0-9]$", group)) && !contains(["all", "tables"], group)])
    error_message = "A group's name has 2 to 32 characters of a-z, 0-9 and -, begins with a letter, does not end with -, and is not all or tables."
  }
}

variable "lake_formation_readers" {
  description = "ARNs of users and roles that may read the Refined tables where Lake Formation guards the catalogue."
  type        = list(string)
  default     = []
}

variable "query_limit_gb" {
  description = "GB that one Athena query may read; it is stopped there. Athena bills by what it reads."
  type        = number
  default     = 10

  validation {
    condition     = var.query_limit_gb >= 0.01
    error_message = "Athena takes no limit below 10 MB."
  }
}

variable "query_results_days" {
  description = "Days that query results are kept."
  type        = number
  default     = 30

  validation {
    condition     = var.query_results_days >= 1
    error_message = "Give at least 1 day."
  }
}
