# The TMDB token. Its value is write-only: neither plan nor state ever holds it.

locals {
  in_parameter = var.tmdb_token_store == "ssm"
  in_secret    = var.tmdb_token_store == "secretsmanager"
}

resource "aws_ssm_parameter" "tmdb_token" {
  count       = local.in_parameter ? 1 : 0
  name        = "/${var.name}/tmdb-token"
  description = "TMDB token of ${var.name}"
  type        = "SecureString"

  # A parameter cannot be empty. What is put here by hand stays: only a new version is sent.
  value_wo         = coalesce(var.tmdb_token, "not set")
  value_wo_version = var.tmdb_token_version
}

resource "aws_secretsmanager_secret" "tmdb_token" {
  count       = local.in_secret ? 1 : 0
  name        = "${var.name}/tmdb-token"
  description = "TMDB token of ${var.name}"

  # A destroyed installation can be made again at once.
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "tmdb_token" {
  count                    = local.in_secret && var.tmdb_token_version > 0 ? 1 : 0
  secret_id                = aws_secretsmanager_secret.tmdb_token[0].id
  secret_string_wo         = var.tmdb_token
  secret_string_wo_version = var.tmdb_token_version
}
