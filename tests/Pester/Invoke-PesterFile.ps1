#Requires -Version 7.6
<#
.SYNOPSIS
Runs one Pester file and writes what came of it as JSON, for the test runner that counts.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $File,
    [Parameter(Mandatory)] [string] $Results
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# Whatever whoever runs this has set for the lake of a day's work is none of the tests' business.
Get-ChildItem env: | Where-Object Name -Match '^(AWS|TMDB|DATALAKE(?!_TEST))_|^(TITLES|DAYS)$' | Remove-Item
$env:AWS_EC2_METADATA_DISABLED = 'true'

# The build of tests/DataLakeTools.Module.Tests puts the pinned one there.
Import-Module (Join-Path $PSScriptRoot ../../output/Pester/Pester.psd1)
$configuration = New-PesterConfiguration
$configuration.Run.Path = Join-Path $PSScriptRoot $File
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.RenderMode = 'Plaintext'
$run = Invoke-Pester -Configuration $configuration

function Get-Reason($test) {
    $message = $test.ErrorRecord | ForEach-Object { $_.Exception.Message } | Select-Object -First 1
    if ($message) { "$($test.ExpandedPath): $message" } else { $test.ExpandedPath }
}

# A block or a container that fails before its tests run has failed too.
$failed = @($run.Failed | ForEach-Object { Get-Reason $_ })
$failed += @($run.FailedBlocks | ForEach-Object { Get-Reason $_ })
$failed += @($run.FailedContainers | ForEach-Object { "$($_.Item): $($_.ErrorRecord)" })
[ordered]@{
    File         = $File
    PassedCount  = $run.PassedCount
    FailedCount  = $failed.Count
    SkippedCount = $run.SkippedCount
    Failed       = $failed
    Skipped      = @($run.Skipped | ForEach-Object { Get-Reason $_ })
} | ConvertTo-Json | Set-Content -LiteralPath $Results
exit [int]($failed.Count -gt 0)
