# What the READMEs and the pages of docs/ tell users to type does what they say, and both languages tell the same.
BeforeDiscovery {
    Import-Module $PSScriptRoot/TestLake.psm1, $PSScriptRoot/TmdbStandIn.psm1, $PSScriptRoot/HelpExamples.psm1 -Force
    $missing = Get-MissingStandIn
    $missingPage = Get-MissingPage
    $root = Join-Path $PSScriptRoot ../.. -Resolve

    $readmes = @{ Readme = 'README.md' }, @{ Readme = 'README.pt-BR.md' }
    $pages = Get-ChildItem $root, (Join-Path $root docs), (Join-Path $root docs/pt-BR) -File -Filter *.md | ForEach-Object { @{ Path = $_.FullName; Name = [IO.Path]::GetRelativePath($root, $_.FullName) } }
    $pairs = @(@{ English = Join-Path $root README.md; Portuguese = Join-Path $root README.pt-BR.md; Name = 'README.md' }) +
        @(Get-ChildItem (Join-Path $root docs) -File -Filter *.md | ForEach-Object { @{ English = $_.FullName; Portuguese = Join-Path $root "docs/pt-BR/$($_.Name)"; Name = "docs/$($_.Name)" } })
    $examples = foreach ($page in Get-ChildItem (Join-Path $root docs) -File -Filter *.md) {
        foreach ($example in Get-MarkdownExample $page.FullName) {
            if (-not $missingPage -or $example.Code -notmatch 'Export-LakeDashboard') {
                @{ Page = $page.Name; Title = $example.Title; Code = $example.Code; Output = $example.Output }
            }
        }
    }

    # The build itself is what makes the module that is tested here: what begins with it is shown as not run.
    $builds = $readmes.Readme | ForEach-Object { $name = $_; Get-MarkdownExample (Join-Path $root $name) | Where-Object Code -Match '^\./build\.ps1' | ForEach-Object { @{ Name = $name; Line = ($_.Code -split "`n")[0] } } }
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1, $PSScriptRoot/TmdbStandIn.psm1, $PSScriptRoot/HelpExamples.psm1
    Import-Module (Get-BuiltModule)
    $root = Join-Path $PSScriptRoot ../.. -Resolve

    function Get-Block {
        # What stands between fences, in any language but a comment's: a comment is prose; so is the space before it.
        param([string] $Path)

        [regex]::Matches((Get-Content -LiteralPath $Path -Raw) -replace '\r', '(?ms)^```\w+\n(.*?)^```') | ForEach-Object { $_.Groups[1].Value -replace '(?m)\s*#.*$' }
    }

    function Get-Anchor {
        # The names under which a page's headings can be linked to, as GitHub makes them.
        param([string] $Path)

        Get-Content -LiteralPath $Path | Where-Object { $_ -match '^#+ ' } | ForEach-Object { ($_ -replace '^#+ ').ToLowerInvariant() -replace '[^\w\- ]' -replace ' ', '-' }
    }
}

Describe 'The documentation' {
    It 'has the same pages in both languages' {
        (Get-ChildItem (Join-Path $root docs/pt-BR) -File).Name | Should -Be (Get-ChildItem (Join-Path $root docs) -File).Name
    }

    It 'has the same commands, and shows the same, in both languages: <Name>' -ForEach $pairs {
        $blocks = @(Get-Block $English)

        @(Get-Block $Portuguese) | Should -Be $blocks
    }

    It 'is whole in 200 lines: <Readme>' -ForEach $readmes {
        (Get-Content (Join-Path $root $Readme)).Count | Should -BeLessOrEqual 200
    }

    It 'names every command of the module: <Readme>' -ForEach $readmes {
        $text = Get-Content (Join-Path $root $Readme) -Raw
        $commands = (Get-Command -Module DataLakeTools -CommandType Cmdlet).Name

        $commands | Where-Object { $text -notmatch "\b$_\b" } | Should -BeNullOrEmpty
    }

    It 'says what to do about every error of the list, in <_>' -ForEach 'docs/errors.md', 'docs/pt-BR/errors.md' {
        $text = Get-Content (Join-Path $root $_) -Raw
        $ids = Select-String -LiteralPath (Join-Path $root src/DataLakeTools.Core/Errors/DataLakeError.cs) -Pattern '^    (?<Id>[A-Z]\w+),$' | ForEach-Object { $_.Matches[0].Groups['Id'].Value }

        $ids.Count | Should -BeGreaterThan 30
        $ids | Where-Object { $text -notmatch "``$_``" } | Should -BeNullOrEmpty
    }

    It 'leads nowhere that is not there: <Name>' -ForEach $pages {
        $text = (Get-Content -LiteralPath $Path -Raw) -replace '(?ms)^```.*?^```'
        $links = [regex]::Matches($text, '\]\((?<To>[^)#\s]*)(#(?<Anchor>[^)\s]+))?\)') | Where-Object { $_.Groups['To'].Value -notmatch '^https?:' }

        foreach ($link in $links) {
            $target = $link.Groups['To'].Value ? (Join-Path (Split-Path $Path) $link.Groups['To'].Value) : $Path
            $target | Should -Exist -Because $link.Value
            if ($link.Groups['Anchor'].Success) {
                Get-Anchor $target | Should -Contain $link.Groups['Anchor'].Value -Because $link.Value
            }
        }
    }
}

Describe "An example of docs $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 3000 -Argument --well-known, true
        Start-S3StandIn my-lake
    }

    AfterAll {
        Stop-StandIn
    }

    It 'runs as it is written, and shows what the page says: <Page>, <Title>' -ForEach $examples {
        $shown = Invoke-HelpExample $Code (Join-Path (New-TestFolder) films)

        if ($Output) {
            ConvertTo-HelpShape $shown | Should -BeExactly (ConvertTo-HelpShape $Output)
        }
    }
}

Describe "<Readme>, pasted into one session from its first block to its last $missing $missingPage" -ForEach $readmes -Skip:([bool] ($missing ?? $missingPage)) {
    BeforeAll {
        Start-TmdbStandIn -Movies 1000
        Start-S3StandIn another-lake

        # What a fresh clone has after a build.
        $clone = New-TestFolder
        Copy-Item (Join-Path $root DataLakeTools.psd1) $clone
        Copy-Item (Join-Path $root module) $clone -Recurse
        $null = New-Item (Join-Path $clone output) -ItemType Directory
        Get-ChildItem (Join-Path $root output) -Directory -Filter DataLakeTools* | Copy-Item -Destination (Join-Path $clone output) -Recurse

        $blocks = @((Get-MarkdownExample (Join-Path $root $Readme)).Code | Where-Object { $_ -notmatch '^\./build\.ps1' })
        $end = '$Error | ForEach-Object { "FAILED: $($_.InvocationInfo.Line.Trim()): $_" }; "That was all of it in $PWD."'
        $program, $first = Get-PowerShellCommand
        Push-Location $clone
        try {
            # A session that reads its lines from a stream goes on after an error, as a prompt does.
            $shown = ($blocks -join "`n") + "`n$end`n" | & $program $first -NoProfile -NonInteractive -Command - 2>&1 | Out-String -Width 200
        }
        finally {
            Pop-Location
        }
    }

    AfterAll {
        Stop-StandIn
    }

    It 'runs without an error' {
        $blocks.Count | Should -BeGreaterThan 2
        $shown | Should -Match 'That was all of it'
        $shown -split "`n" | Where-Object { $_ -match 'FAILED:' } | Should -BeNullOrEmpty
    }

    It 'has sent the files of the samples to the folder, byte for byte' {
        foreach ($name in 'Movies/movies.csv', 'Series/series.csv') {
            $specification, $file = $name -split '/'
            $sent = Get-ChildItem (Join-Path $clone "lake/Raw/Local/CSV/$specification") -Recurse -File

            $sent | Should -HaveCount 1
            (Get-FileHash $sent.FullName).Hash | Should -Be (Get-FileHash (Join-Path $root "module/samples/data/$file")).Hash
        }
    }

    It 'has brought a hundred films of TMDB' {
        $batches = Get-ChildItem (Join-Path $clone lake/Raw/TMDB) -Recurse -File

        @($batches | ForEach-Object { Get-Content $_ -Raw | ConvertFrom-Json }) | Should -HaveCount 100
    }

    It 'has sent them to the bucket that it made' {
        @(Get-LakeObject s3://my-lake) | Should -HaveCount 2
    }

    It 'has made a page of answers of the sample, and one of the films of TMDB' {
        $pages = @(Get-ChildItem (Join-Path $clone cinema/Refined/Lake/HTML/Dashboard) -Recurse -File) + (Get-Item (Join-Path $clone answers.html))

        $pages | Should -HaveCount 2
        $pages | ForEach-Object { Get-Content $_ -Raw | Should -Match '<html' }
    }
}

Describe 'A block that builds' {
    foreach ($build in $builds) {
        It "is not run here: $($build.Name), $($build.Line)" {
            Set-ItResult -Skipped -Because 'the build has made what is tested'
        }
    }
}
