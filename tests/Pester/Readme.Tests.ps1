# What the READMEs tell users to type does what they say, and both languages tell the same.
BeforeDiscovery {
    Import-Module $PSScriptRoot/TestLake.psm1, $PSScriptRoot/TmdbStandIn.psm1, $PSScriptRoot/HelpExamples.psm1 -Force
    $missing = Get-MissingStandIn
    $root = Join-Path $PSScriptRoot ../.. -Resolve

    # The build itself is what makes the module that is tested here.
    $examples = Get-MarkdownExample (Join-Path $root README.md) | Where-Object Code -NotMatch '^\./build\.ps1'
    $pages = Get-ChildItem $root -File -Filter *.md | ForEach-Object { @{ Path = $_.FullName; Name = $_.Name } }
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1, $PSScriptRoot/TmdbStandIn.psm1, $PSScriptRoot/HelpExamples.psm1
    Import-Module (Get-BuiltModule)
    $root = Join-Path $PSScriptRoot ../.. -Resolve
    $english = Join-Path $root README.md
    $portuguese = Join-Path $root README.pt-BR.md
}

Describe 'The README' {
    It 'has the same commands in both languages' {
        $codes = foreach ($page in $english, $portuguese) {
            # A comment is prose; so is the space before it.
            , @(Get-MarkdownExample $page | ForEach-Object { $_.Code -replace '(?m)\s*#.*$' })
        }

        $codes[0].Count | Should -BeGreaterThan 8
        $codes[1] | Should -Be $codes[0]
    }

    It 'names every command of the module, in <_>' -ForEach 'README.md', 'README.pt-BR.md' {
        $text = Get-Content (Join-Path $root $_) -Raw
        $commands = (Get-Command -Module DataLakeTools -CommandType Cmdlet).Name

        $commands | Where-Object { $text -notmatch "\b$_\b" } | Should -BeNullOrEmpty
    }

    It 'says what to do about every error of the list, in <_>' -ForEach 'README.md', 'README.pt-BR.md' {
        $text = Get-Content (Join-Path $root $_) -Raw
        $ids = Select-String -LiteralPath (Join-Path $root src/DataLakeTools.Core/Errors/DataLakeError.cs) -Pattern '^    (?<Id>[A-Z]\w+),$' | ForEach-Object { $_.Matches[0].Groups['Id'].Value }

        $ids.Count | Should -BeGreaterThan 30
        $ids | Where-Object { $text -notmatch "``$_``" } | Should -BeNullOrEmpty
    }

    It 'leads nowhere that is not there: <Name>' -ForEach $pages {
        $links = [regex]::Matches((Get-Content $Path -Raw), '\]\((?<To>[^)#\s]+)[^)]*\)') | ForEach-Object { $_.Groups['To'].Value } | Where-Object { $_ -notmatch '^https?:' }

        $links | Where-Object { -not (Test-Path -LiteralPath (Join-Path $root $_)) } | Should -BeNullOrEmpty
    }
}

Describe "An example of the README $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 3000 -Argument --well-known, true
        Start-S3StandIn my-lake
    }

    AfterAll {
        Stop-StandIn
    }

    It 'runs as it is written: <_.Title>' -ForEach $examples {
        # The module is loaded already.
        $code = $_.Code -replace '(?m)^Import-Module \./DataLakeTools\.psd1.*$'
        $folder = Join-Path (New-TestFolder) films

        { Invoke-HelpExample $code $folder } | Should -Not -Throw
    }
}
