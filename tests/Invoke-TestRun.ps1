#Requires -Version 7.6
<#
.SYNOPSIS
Runs the tests, says how far they are, and at the end what was skipped and why, what failed and why, and how many of each.

.DESCRIPTION
Runs "dotnet test", or the command that is given, which must take the same options. Every Pester file is one test of the
xunit run; here its own tests are counted in its place. The tests that SECURITY.md, tests/benchmarks/guards.md and
tests/stores/cells.md name have to pass in this run; one that is skipped has to say why. Exit code 0 if nothing failed, 1 otherwise.

.EXAMPLE
./tests/Invoke-TestRun.ps1 dotnet test --configuration Release
#>
[CmdletBinding(PositionalBinding = $false)]
param(
    [Parameter(ValueFromRemainingArguments)]
    [string[]] $Command = ('dotnet', 'test'),

    # Where the results are, of xunit in the folder xunit.
    [string] $Results = (Join-Path $PSScriptRoot '../output/test-results'),

    # The documents that name tests.
    [string[]] $Promise = ("$PSScriptRoot/../SECURITY.md", "$PSScriptRoot/benchmarks/guards.md", "$PSScriptRoot/stores/cells.md")
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

$pesterTest = 'PesterTests.Every_Pester_test_of_the_file_passes'
$linesOfReason = 6
$betweenLines = [TimeSpan]::FromSeconds(10)
# Of the longest file of Pester tests on a busy machine, several times over.
$longestSilence = '20m'

function Read-PesterResult([string] $name) {
    $path = Join-Path $Results "$([IO.Path]::GetFileNameWithoutExtension($name)).json"
    if (Test-Path -LiteralPath $path) {
        Get-Content -LiteralPath $path -Raw | ConvertFrom-Json
    }
}

function Format-Count($tests) {
    $of = $tests | Group-Object Result -AsHashTable
    '{0} passed, {1} failed, {2} skipped' -f ('Passed', 'Failed', 'Skipped' | ForEach-Object { $of ? @($of[$_]).Where({ $_ }).Count : 0 })
}

function Show-Progress([string] $line) {
    if ($line -notmatch '^\s+(?<Outcome>Passed|Failed|Skipped) (?<Name>(?<Assembly>DataLakeTools\.\w+\.Tests)\.[\w.]+)(?<Case>\(.*)? \[(?<Time>[^\]]+)\]\s*$') {
        # What the build says.
        if ($line.Trim() -and $line -notmatch '^\[xUnit\.net' -and ($seen.Count -eq 0 -or $line -match ': (error|warning) ')) {
            Write-Host $line
        }

        return
    }

    $test = $Matches
    $seen[$test.Assembly]++
    if ($test.Name -like "*.$pesterTest" -and $test.Case -match '"(?<File>[^"]+)"') {
        $file = $Matches.File
        $seen['Pester']++
        Write-Host "  Pester $($seen['Pester']) of $pesterFiles, $file`: $(Format-Count (Read-PesterResult $file)?.Tests), $($test.Time)"
    }
    elseif ($test.Outcome -eq 'Failed') {
        Write-Host "  FAILED $($test.Name)$($test['Case'])"
    }
    elseif ($clock.Elapsed -gt $betweenLines) {
        $clock.Restart()
        Write-Host "  $($test.Assembly): $($seen[$test.Assembly]) tests so far, now $($test.Name.Split('.')[-2])"
    }
}

function Get-TestResult {
    # One object for every test that ran or was skipped.
    $files = Get-ChildItem (Join-Path $Results xunit) -Filter *.trx -ErrorAction Ignore
    # The order of the tests is kept where the process ended early, and twice.
    $sequences = Get-ChildItem (Join-Path $Results xunit) -Recurse -Filter Sequence_*.xml -ErrorAction Ignore | Sort-Object Name -Unique
    foreach ($test in $sequences | ForEach-Object { ([xml] (Get-Content -LiteralPath $_ -Raw)).SelectNodes('//Test[@Completed="False"]') }) {
        [pscustomobject] @{ Name = $test.DisplayName; Path = $test.DisplayName; Result = 'Failed'; Why = "The process of the tests ended while it ran: it crashed, or no test ended for $longestSilence." }
    }
    foreach ($result in $files | ForEach-Object { ([xml] (Get-Content -LiteralPath $_ -Raw)).SelectNodes('//*[local-name()="UnitTestResult"]') }) {
        $why = $result.SelectSingleNode('*[local-name()="Output"]/*[local-name()="ErrorInfo"]/*[local-name()="Message"]')?.InnerText
        $state = @{ Passed = 'Passed'; NotExecuted = 'Skipped' }[$result.outcome] ?? 'Failed'
        if ($result.testName -match "\.$pesterTest\(file: `"(?<File>[^`"]+)`"" -and ($pester = Read-PesterResult $Matches.File)) {
            $tests = @($pester.Tests | ForEach-Object { [pscustomobject] @{ Name = "$($pester.File): $($_.Name)"; Path = "$($pester.File): $($_.Path)"; Result = $_.Result; Why = $_.Why } })
            $tests
            # A file that has failed for another reason than its tests.
            if ($state -ne 'Failed' -or ($tests | Where-Object Result -EQ Failed)) {
                continue
            }
        }

        [pscustomobject] @{ Name = $result.testName; Path = $result.testName; Result = $state; Why = $why }
    }
}

function Get-BrokenPromise($tests) {
    # The tests that documents name and that have not passed now, unless they were skipped for a reason.
    foreach ($document in $Promise) {
        foreach ($name in [regex]::Matches("$(Get-Content -LiteralPath $document -Raw)", '`([\w-]+\.Tests\.ps1: [^`]+|\w+Tests\.\w+)`') | ForEach-Object { $_.Groups[1].Value } | Sort-Object -Unique) {
            # What a base class promises, each of its heirs keeps.
            $method = "\.\w*$([regex]::Escape($name))(\(|$)"
            $found = @($tests | Where-Object { $_.Name -ceq $name -or $_.Name -cmatch $method })
            if (-not $found) {
                "$(Split-Path $document -Leaf) names $name, which did not run."
            }
            elseif ($found | Where-Object { $_.Result -eq 'Skipped' -and -not $_.Why }) {
                "$(Split-Path $document -Leaf) names $name, which was skipped without a reason."
            }
        }
    }
}

function Format-Reason([string] $why) {
    ($why.Trim() -split '\r?\n' | Select-Object -First $linesOfReason | ForEach-Object { "    $_" }) -join "`n"
}

$null = Remove-Item -LiteralPath $Results -Recurse -Force -ErrorAction Ignore
$null = New-Item $Results -ItemType Directory -Force
$seen = @{}
$clock = [Diagnostics.Stopwatch]::StartNew()
$pesterFiles = @(Get-ChildItem (Join-Path $PSScriptRoot Pester) -Filter *.Tests.ps1).Count

# PowerShell puts its own folder in front of PATH. The .NET tool has a pwsh there that its users do not start: the tests
# find what the machine has, else the tool as it is started by "dotnet pwsh".
if (@(& (Join-Path $PSScriptRoot ../module/samples/schedule/Get-PowerShellCommand.ps1)).Count -gt 1) {
    $env:PATH = ($env:PATH -split [IO.Path]::PathSeparator).Where({ $_ -ne $PSHOME }) -join [IO.Path]::PathSeparator
}

# The lines are read below; what is shown is kept in whole beside the results.
$env:DOTNET_CLI_UI_LANGUAGE = 'en'
$logPath = Join-Path $Results dotnet-test.log
$log = [IO.StreamWriter]::new($logPath)
try {
    $program, $arguments = $Command
    & $program $arguments --logger trx --logger 'console;verbosity=normal' --blame-hang-timeout $longestSilence --blame-hang-dump-type none --results-directory (Join-Path $Results xunit) 2>&1 | ForEach-Object {
        $log.WriteLine("$_")
        Show-Progress "$_"
    }
    $code = $LASTEXITCODE
}
finally {
    $log.Dispose()
}

$tests = @(Get-TestResult)
$failed = @($tests | Where-Object Result -EQ Failed)
$broken = @(if ($tests) { Get-BrokenPromise $tests })
# A build that fails, or a run that ends early, has counted nothing and is no success.
if ($failed.Count -eq 0 -and ($code -ne 0 -or -not ($tests | Where-Object Result -EQ Passed))) {
    $failed = @([pscustomobject] @{ Path = "$Command"; Why = "It ended with exit code $code; $logPath has all that it said." })
}

Write-Host ''
Get-ChildItem $Results -Filter *.json | ForEach-Object { Get-Content -LiteralPath $_ -Raw | ConvertFrom-Json } |
    ForEach-Object { "Pester $($_.Pester) ran in PowerShell $($_.PowerShell)" } | Sort-Object -Unique | Write-Host
foreach ($reason in $tests | Where-Object Result -EQ Skipped | Group-Object { $_.Why ? ($_.Why -split '\r?\n')[0] -replace '^skipped, ' : 'no reason given' } | Sort-Object Name) {
    Write-Host "SKIPPED: $($reason.Name)"
    $reason.Group | ForEach-Object Path | Sort-Object -Unique | ForEach-Object { Write-Host "    $_" }
}
foreach ($test in $failed) {
    Write-Host "FAILED: $($test.Path)"
    Write-Host (Format-Reason "$($test.Why)")
}
foreach ($promise in $broken) {
    Write-Host "FAILED: $promise"
}

$count = @{ Passed = 0; Skipped = 0 }
$tests | ForEach-Object { $count[$_.Result]++ }
Write-Host "$($count.Passed) passed, $($failed.Count + $broken.Count) failed, $($count.Skipped) skipped"
exit [int] ($failed.Count + $broken.Count -gt 0)
