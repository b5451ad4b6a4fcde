#Requires -Version 7.6
<#
.SYNOPSIS
Registers a job with Windows Task Scheduler, to run every day whether somebody is signed in or not.

.DESCRIPTION
The task runs Invoke-ScheduledLakeJob.ps1, which lies beside this script, as the user who registers it, in the PowerShell
that runs this script (Get-PowerShellCommand.ps1 says which). No password is kept, so what Windows encrypts with it is out
of reach: give keys in -EnvironmentFile, or use a profile of ~/.aws.
A run that was missed is made up for; a run that is still going is not joined by a second one.

.EXAMPLE
./Register-LakeTask.ps1 C:\lake\csv.json -At 03:00 -EnvironmentFile C:\lake\.env

.EXAMPLE
Get-ScheduledTaskInfo 'csv' -TaskPath '\DataLakeTools\'
Shows the exit code of the last run.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The job document.
    [Parameter(Mandatory, Position = 0)]
    [string] $Job,

    # The time of day.
    [Parameter(Mandatory)]
    [DateTime] $At,

    # The name of the task; the document's name without it.
    [string] $Name = [IO.Path]::GetFileNameWithoutExtension($Job),

    # A .env file to read first.
    [string] $EnvironmentFile,

    # After which a run that hangs is ended.
    [TimeSpan] $Limit = '06:00:00'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$command = @(& (Join-Path $PSScriptRoot Get-PowerShellCommand.ps1))
$arguments = @(
    $command | Select-Object -Skip 1
    '-NoProfile', '-NonInteractive', '-File', (Join-Path $PSScriptRoot 'Invoke-ScheduledLakeJob.ps1'), (Resolve-Path -LiteralPath $Job).ProviderPath
    if ($EnvironmentFile) {
        '-EnvironmentFile', (Resolve-Path -LiteralPath $EnvironmentFile).ProviderPath
    }
)
$action = @{
    Execute          = $command[0]
    Argument         = @($arguments | ForEach-Object { $_ -match '\s' ? "`"$_`"" : $_ }) -join ' '
    WorkingDirectory = $PSScriptRoot
}
$settings = @{
    MultipleInstances          = 'IgnoreNew'
    StartWhenAvailable         = $true
    RunOnlyIfNetworkAvailable  = $true
    AllowStartIfOnBatteries    = $true
    DontStopIfGoingOnBatteries = $true
    ExecutionTimeLimit         = $Limit
}

if ($PSCmdlet.ShouldProcess("Task \DataLakeTools\$Name", "Register: $($action.Execute) $($action.Argument)")) {
    $task = @{
        TaskPath    = '\DataLakeTools\'
        TaskName    = $Name
        Description = "Runs the job $Job every day"
        Action      = New-ScheduledTaskAction @action
        Trigger     = New-ScheduledTaskTrigger -Daily -At $At
        Settings    = New-ScheduledTaskSettingsSet @settings
        Principal   = New-ScheduledTaskPrincipal -UserId ([Environment]::UserName) -LogonType S4U -RunLevel Limited
        Force       = $true
    }
    Register-ScheduledTask @task
}
