#!/usr/bin/env pwsh
#Requires -Version 7.6
<#
.SYNOPSIS
Runs one job with nobody watching: a transcript for every run, an exit code, never two runs of one job at once.

.DESCRIPTION
For Windows Task Scheduler (Register-LakeTask.ps1) and anything else that starts PowerShell.
Exit codes: 0 all well, 1 something failed, 75 the job was still running.

.EXAMPLE
pwsh -NoProfile -NonInteractive -File Invoke-ScheduledLakeJob.ps1 C:\lake\csv.json -EnvironmentFile C:\lake\.env
#>
[CmdletBinding()]
param(
    # The job document.
    [Parameter(Mandatory, Position = 0)]
    [string] $Job,

    # The lake, in place of the one that the document names.
    [string] $Lake,

    # A .env file to read first.
    [string] $EnvironmentFile,

    # Where transcripts and locks are.
    [string] $LogFolder = (Join-Path ([Environment]::GetFolderPath('LocalApplicationData', 'Create')) 'datalake'),

    # How many transcripts of a job are kept.
    [ValidateRange(1, 10000)]
    [int] $Keep = 30,

    # The module; by its name when it is installed.
    [string] $Module = 'DataLakeTools'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$stillRunning = 75

$name = [IO.Path]::GetFileNameWithoutExtension($Job)
$null = New-Item $LogFolder -ItemType Directory -Force
$running = Join-Path $LogFolder "$name.running"

# The system closes the file when the process ends, however it ends.
try {
    $lock = [IO.File]::Open((Join-Path $LogFolder "$name.lock"), 'OpenOrCreate', 'ReadWrite', 'None')
}
catch [IO.IOException] {
    $since = Get-Content $running -ErrorAction Ignore
    [Console]::Error.WriteLine("The job '$name' is still running ($($since ?? 'since just now')); this run was not started.")
    exit $stillRunning
}

$code = 1
try {
    $log = Join-Path $LogFolder ('{0}-{1:yyyyMMddTHHmmssZ}-{2}.log' -f $name, [DateTime]::UtcNow, $PID)
    Set-Content $running "process $PID, since $(Get-Date -Format 'yyyy-MM-dd HH:mm:ss zzz'), log $log"
    $null = Start-Transcript $log -UseMinimalHeader
    try {
        Import-Module $Module
        if ($EnvironmentFile) {
            Import-LakeEnvironment $EnvironmentFile | Out-Host
        }

        $options = @{ LiteralPath = $Job; ErrorAction = 'Continue'; ErrorVariable = 'failures'; Confirm = $false }
        if ($Lake) {
            $options.Lake = $Lake
        }

        $began = [Diagnostics.Stopwatch]::StartNew()
        Invoke-LakeJob @options | Format-Table Status, Key, Size, Duration -AutoSize | Out-String -Width 300 | Out-Host
        $code = $failures.Count -eq 0 ? 0 : 1
        Write-Host ('exit code {0} after {1:0} s' -f $code, $began.Elapsed.TotalSeconds)
    }
    catch {
        # Whatever it is, it belongs into the transcript; the exit code tells the scheduler.
        $_ | Out-String | Write-Host
        Write-Host "exit code $code"
    }
    finally {
        $null = Stop-Transcript
    }

    # The names sort by time. Another job whose name begins like this one's is left alone.
    $own = '^' + [regex]::Escape($name) + '-\d{8}T\d{6}Z-\d+\.log$'
    Get-ChildItem $LogFolder -File | Where-Object Name -Match $own | Sort-Object Name -Descending | Select-Object -Skip $Keep | Remove-Item
}
finally {
    Remove-Item $running -ErrorAction Ignore
    $lock.Dispose()
}

exit $code
