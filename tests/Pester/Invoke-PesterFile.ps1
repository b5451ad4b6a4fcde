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
$pester = Import-Module (Join-Path $PSScriptRoot ../../output/Pester/Pester.psd1) -PassThru
$configuration = New-PesterConfiguration
$configuration.Run.Path = Join-Path $PSScriptRoot $File
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$configuration.Output.RenderMode = 'Plaintext'
$run = Invoke-Pester -Configuration $configuration

function Get-Message($item) {
    $item.ErrorRecord | ForEach-Object { $_.Exception.Message } | Select-Object -First 1
}

function Get-Reason($test) {
    # A block that is skipped says why in its name.
    $test.Result -eq 'Skipped' -and $test.ExpandedPath -match '\bskipped, [^()]+' ? $Matches[0] : (Get-Message $test)
}

# Names as they stand in the file, so that a document can name a test; paths with what -ForEach put in.
$tests = @($run.Tests | Where-Object Result -NE NotRun | ForEach-Object {
        [ordered] @{ Name = $_.Name; Path = $_.ExpandedPath; Result = $_.Result; Why = Get-Reason $_ }
    })
# A block or a container that fails before its tests run has failed too.
$tests += @($run.FailedBlocks | ForEach-Object { [ordered] @{ Name = $_.Name; Path = $_.ExpandedPath; Result = 'Failed'; Why = Get-Message $_ } })
$tests += @($run.FailedContainers | ForEach-Object { [ordered] @{ Name = "$($_.Item)"; Path = "$($_.Item)"; Result = 'Failed'; Why = "$($_.ErrorRecord)" } })
[ordered] @{
    File       = $File
    PowerShell = "$($PSVersionTable.PSVersion) ($((& (Join-Path $PSScriptRoot ../../module/samples/schedule/Get-PowerShellCommand.ps1)) -join ' '))"
    Pester     = "$($pester.Version)"
    Tests      = $tests
} | ConvertTo-Json -Depth 3 | Set-Content -LiteralPath $Results
exit [int] [bool] ($tests | Where-Object Result -EQ Failed)
