#Requires -Version 7.6
<#
.SYNOPSIS
Makes the pictures of the README from real runs of the built module.

.DESCRIPTION
Runs every scene in a PowerShell of its own against the S3 and TMDB stand-ins of the tests, and draws what it printed,
colours and all. The page of the sample data is drawn as Chromium shows it, which takes Node, Chromium and "npm ci" in
tests/page. Nothing is drawn by hand; numbers and fonts are those of the machine that ran it.

.PARAMETER Name
The pictures to make, with wildcards.

.PARAMETER Movies
The CSV that the scenes call movies.csv; the sample unless given.

.PARAMETER Series
The CSV that the scenes call series.csv; the sample unless given.

.EXAMPLE
./docs/pictures/New-Picture.ps1 -Movies ~/data/movies.csv -Series ~/data/series.csv
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [string] $Name = '*',
    [string] $Movies = (Join-Path $PSScriptRoot ../../module/samples/data/movies.csv),
    [string] $Series = (Join-Path $PSScriptRoot ../../module/samples/data/series.csv)
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$scenes = @(
    @{
        Name  = 'send'
        Title = 'Send-RawCsv: the two CSVs into the Raw zone'
        Lines = 'Test-RawCsv ./movies.csv, ./series.csv | Format-Table IsValid, Rows, Delimiter, LineEnding, Encoding, ProblemCount',
        'Send-RawCsv ./movies.csv, ./series.csv -Lake s3://film-lake -Date 2022-05-02',
        'Send-RawCsv ./movies.csv, ./series.csv -Lake s3://film-lake -Date 2022-05-02',
        'Test-LakeObject s3://film-lake -Source ./movies.csv -Date 2022-05-02 -Quiet'
    }
    @{
        Name  = 'error'
        Title = 'What goes wrong says what to do'
        Lines = 'Send-RawCsv ./broken.csv -Lake s3://film-lake',
        'Get-TmdbMovies -Genre Crme',
        'Send-RawCsv ./movies.csv -Lake s3://no-such-lake'
    }
    @{
        Name  = 'tmdb'
        Title = 'TMDB into the Raw zone'
        Lines = 'Get-TmdbMovies -Genre Crime, War -SortBy popularity.desc -First 5 -Append keywords',
        'Get-TmdbMovies -Genre Crime, War -All -Append keywords, credits | Write-RawJsonBatch -Lake s3://film-lake -Specification Movies/Crime-War -Date 2022-05-02',
        'Get-LakeObject s3://film-lake | Select-Object -Last 3'
    }
)

# What the README tells to paste, word for word; the module is loaded already.
$root = Join-Path $PSScriptRoot ../.. -Resolve
$tests = Join-Path $root tests/Pester
Import-Module (Join-Path $tests TestLake.psm1), (Join-Path $tests TmdbStandIn.psm1), (Join-Path $tests HelpExamples.psm1)
$pasted = (Get-MarkdownExample (Join-Path $root README.md) | Where-Object Title -EQ 'Five minutes' | Select-Object -First 1).Code
$scenes += @{
    Name              = 'five-minutes'
    Title             = 'Five minutes: from files to tables and answers'
    Lines             = $pasted -split "`n" -replace '\s*#.*$' | Where-Object { $_ -and $_ -notlike 'Import-Module *' }
    SecondsPerCommand = 3
}

$pages = @(
    @{ Name = 'page'; Language = 'en'; Theme = 'light' }
    @{ Name = 'page.pt-BR'; Language = 'pt-BR'; Theme = 'dark' }
)

$folder = New-Item (Join-Path ([IO.Path]::GetTempPath()) "films") -ItemType Directory
try {
    # Links, so that a large file is not copied for its picture.
    $null = New-Item (Join-Path $folder movies.csv) -ItemType HardLink -Target (Resolve-Path $Movies) -Force
    $null = New-Item (Join-Path $folder series.csv) -ItemType HardLink -Target (Resolve-Path $Series) -Force
    Copy-Item (Join-Path $root module) $folder -Recurse
    [IO.File]::WriteAllText((Join-Path $folder broken.csv), "id|title`r`ntt0137523|Fight Club`r`ntt0110912|Pulp|Fiction`r`n")

    # Side effects of the tests' module are the environment and this process, which ends.
    Start-TmdbStandIn -Movies 400
    Start-S3StandIn -Bucket film-lake
    foreach ($scene in $scenes | Where-Object Name -Like $Name) {
        $program, $first = Get-PowerShellCommand
        $lines = & $program $first -NoProfile -NonInteractive -CommandWithArgs {
            Set-Location $args[0]
            Import-Module $args[1]
            $PSStyle.OutputRendering = 'Ansi'
            $ErrorView = 'ConciseView'
            $PSDefaultParameterValues = @{ 'Out-String:Width' = 104; '*-Tmdb*:RequestsPerSecond' = 1000 }
            foreach ($line in $args[2] -split "`n") {
                # As a person would break it: after a pipe when it is long.
                $shown = $line.Length -gt 100 ? ($line -replace '\| (?=Write|Receive)', "|`n    ") : $line
                "$($PSStyle.Foreground.BrightBlack)PS>$($PSStyle.Reset) $shown"
                $ErrorActionPreference = 'Continue'
                $text = . ([scriptblock]::Create($line)) 2>&1 | Out-String
                $text.TrimEnd() -replace "`r"
                ''
            }
        }.ToString() $folder (Get-BuiltModule) ($scene.Lines -join "`n")
        $drawn = @($lines | ForEach-Object { $_ -split "`n" })
        $svg = & (Join-Path $PSScriptRoot ConvertTo-TerminalSvg.ps1) -Line $drawn -Title $scene.Title -SecondsPerCommand ($scene['SecondsPerCommand'] ?? 0)
        $path = Join-Path $PSScriptRoot "$($scene.Name).svg"
        if ($PSCmdlet.ShouldProcess($path, 'Write picture')) {
            [IO.File]::WriteAllText($path, ($svg -replace "`r") + "`n")
            Get-Item -LiteralPath $path | Select-Object Name, Length
        }
    }

    $pages = @($pages | Where-Object Name -Like $Name)
    if (-not $pages) { return }

    $program, $first = Get-PowerShellCommand
    $null = & $program $first -NoProfile -NonInteractive -CommandWithArgs {
        Set-Location $args[0]
        Import-Module $args[1]
        Invoke-LakeJob $args[2] -Lake ./picture/cinema -Date 2022-05-02 -ErrorAction Stop
    }.ToString() $folder (Get-BuiltModule) (Join-Path $PSScriptRoot ../../module/samples/dashboard.json -Resolve)
    $page = Get-ChildItem (Join-Path $folder picture) -Recurse -Filter dashboard.html
    foreach ($picture in $pages) {
        $path = Join-Path $PSScriptRoot "$($picture.Name).png"
        if ($PSCmdlet.ShouldProcess($path, 'Write picture')) {
            node (Join-Path $PSScriptRoot page.mjs) $page.FullName $path $picture.Language $picture.Theme
            Get-Item -LiteralPath $path | Select-Object Name, Length
        }
    }
}
finally {
    Stop-StandIn
    Remove-Item -LiteralPath $folder -Recurse -Force
}
