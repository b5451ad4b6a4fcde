BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)
    $folder = New-TestFolder
    Copy-Sample $folder
    $movies = Join-Path $folder movies.csv
    $lake = Join-Path $folder lake
    $receipt = Send-RawCsv $movies $lake -Date 2022-05-02
    $escape = [char] 27

    function Get-Copy($Object) {
        # As it comes from a job, or from another machine.
        [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($Object))
    }
}

Describe 'What is shown' {
    It 'is in colour on a console and plain in a file' {
        $rendering = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = 'Ansi'
            $receipt | Out-String | Should -Match "$escape\[32mUploaded$escape\[0m"
            $PSStyle.OutputRendering = 'Host'
            $receipt | Out-String | Should -Not -Match $escape
            $PSStyle.OutputRendering = 'PlainText'
            $receipt | Out-String | Should -Not -Match $escape
        }
        finally {
            $PSStyle.OutputRendering = $rendering
        }

        $file = Join-Path $folder shown.txt
        $null = Invoke-OtherPowerShell -Argument (Get-BuiltModule), $lake, $file { param($module, $lake, $file) Import-Module $module; Get-LakeObject $lake > $file }
        Get-Content $file -Raw | Should -Match 'movies\.csv'
        Get-Content $file -Raw | Should -Not -Match $escape
    }

    It 'keeps to a width of <_>, and nothing of a key is lost' -ForEach 80, 120 {
        foreach ($shown in ($receipt | Out-String -Width $_), (Get-LakeObject $lake | Out-String -Width $_), (Test-RawCsv $movies | Out-String -Width $_)) {
            ($shown -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $_
            $shown -replace '\s' | Should -Match 'movies\.csv'
        }

        ($receipt | Out-String -Width $_) -replace '\s' | Should -Match ([regex]::Escape($receipt.Key))
    }

    It 'has sizes in units of people, the same in every culture' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            foreach ($name in 'tr-TR', 'pt-BR', 'ar-SA') {
                [cultureinfo]::CurrentCulture = $name
                $receipt | Out-String -Width 120 | Should -Match 'Uploaded +60 10\.3 KB'
                Get-LakeObject $lake | Out-String -Width 120 | Should -Match '20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ 10\.3 KB'
            }
        }
        finally {
            [cultureinfo]::CurrentCulture = $culture
        }
    }

    It 'is the same for what came from a job or another machine' {
        $broken = Write-TestFile (Join-Path $folder broken.csv) "a|b`n1`n"
        $job = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "name": "films", "type": "SendCsv", "path": ["movies.csv", "broken.csv"] } ] }'
        $check = Test-RawCsv $broken
        $report = Invoke-LakeJob $job $lake -Report -ErrorAction SilentlyContinue
        foreach ($object in $receipt, (Get-LakeObject $lake)[0], (Get-LakePath movies.csv -Date 2022-05-02), (New-DataLakeBucket $lake -WhatIf), $check, $check.Problems[0], $report, $report.Steps[0]) {
            Get-Copy $object | Out-String -Width 120 | Should -BeExactly ($object | Out-String -Width 120)
            Get-Copy $object | Format-Table | Out-String -Width 120 | Should -BeExactly ($object | Format-Table | Out-String -Width 120)
        }

        # What is inside is there, and words are words, so that a script can ask for them.
        (Get-Copy $check).Problems.Line | Should -Be 2
        [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($check, 1)) | Out-String | Should -BeLike '*line 2: expected 2 fields, found 1*'
        (Get-Copy $check).LineEnding -eq 'Lf' | Should -BeTrue
        (Get-Copy $report).Status -eq 'Failed' | Should -BeTrue
        (Get-Copy $report).Failures.Error -eq 'CsvFieldCount' | Should -BeTrue
    }

    It 'is seen whatever was shown before it, and as a short list' {
        $variables = Write-TestFile (Join-Path $folder seen.env) "LAKE_TEST_SEEN=1`n"
        $shown = & { Import-LakeEnvironment $variables -WhatIf:$false; $receipt; Test-RawCsv $movies; Get-LakeObject $lake } | Out-String -Width 120
        Remove-Item env:LAKE_TEST_SEEN

        foreach ($line in '^Status +: Uploaded', '^IsValid +: True', '^LastModified +: \d') {
            $shown | Should -Match "(?m)$line"
        }

        $shown | Should -Not -Match '(?m)^(BytesKept|Missing|Layer) +:' -Because 'that is what Format-List * is for'
    }

    It 'says of a skipped step behind receipts nothing of the key that it has not' {
        $job = Write-TestFile (Join-Path $folder skip.json) '{ "steps": [ { "type": "SendCsv", "path": "movies.csv" }, { "name": "films", "type": "FetchMovies", "first": 1, "optional": true } ] }'
        Set-TestEnvironment @{ TMDB_TOKEN = $null; TMDB_API_KEY = $null }
        $shown = Invoke-LakeJob $job $lake -Date 2022-05-02 6>$null | Out-String -Width 120
        Restore-TestEnvironment

        $shown | Should -Match '(?m)^\S*Skipped\S* +films: There is no TMDB token'
        $shown | Should -Not -Match '(?m)^Key +:'
    }

    It 'says in red of what a lake does not prove that it is Unproved, and a job with it is not well' -Skip:([bool] $missing) {
        $rendering = $PSStyle.OutputRendering
        try {
            Start-S3StandIn films -Argument --unproved
            $sent = Send-RawCsv $movies s3://films -Date 2022-05-02
            $job = Write-TestFile (Join-Path $folder unproved.json) '{ "lake": "s3://films", "steps": [{ "type": "SendCsv", "path": "movies.csv", "specification": "Again" }] }'
            $result = Invoke-LakeJob $job -Date 2022-05-02 6>$null -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
            $PSStyle.OutputRendering = 'Ansi'
            $table = $sent | Out-String -Width 120
            $step = $result | Out-String -Width 120
            $PSStyle.OutputRendering = 'PlainText'
            $list = $sent | Format-List | Out-String -Width 120
            $copy = Get-Copy $sent | Out-String -Width 120
        }
        finally {
            $PSStyle.OutputRendering = $rendering
            Stop-StandIn
        }

        $sent.Verified | Should -BeFalse
        $table | Should -Match "$escape\[31mUnproved$escape\[0m +60 10\.3 KB"
        $step | Should -Match "$escape\[31mUnproved"
        $list | Should -Match '(?m)^Status +: Unproved'
        $list | Should -Match '(?m)^Verified +: False'
        $copy | Should -Match '(?m)^Unproved +60 10\.3 KB'
    }

    It 'is a table of files that were checked, with a line for each' {
        $shown = (Test-RawCsv $movies, (Write-TestFile (Join-Path $folder broken.csv) "a|b`n1`n") | Format-Table | Out-String -Width 400).Trim() -split '\r?\n'

        $shown | Should -HaveCount 4
        $shown[2] | Should -Match '^True +60 +15 +0 10\.3 KB .*movies\.csv'
        $shown[3] | Should -Match '^False +1 +2 +1 +6 B .*broken\.csv'
    }

    It 'breaks a list between words on a console of <_> columns' -ForEach 40, 80, 120 {
        $items = (Get-FormatData DataLakeTools.CsvReport -PowerShellVersion 7.6).FormatViewDefinition[0].Control.Entries.Items
        # No console is here: its width is put in.
        $shown = [scriptblock]::Create(($items | Where-Object Label -EQ Columns).DisplayEntry.Value.Replace('$Host.UI.RawUI.BufferSize.Width', "$_"))
        $check = Test-RawCsv $movies
        $lines = ($check | ForEach-Object $shown) -split "`n"

        # "ProblemCount : " stands before each.
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual ($_ - 15)
        $lines | ForEach-Object { $_ -split '[ ,:]+' } | Where-Object { $_ } | Should -Be (@($check.Columns.Count) + $check.Columns)
    }

    It 'has the key of the main job on one line of a console of 80 columns, and large numbers in their column' {
        $large = [pscustomobject] @{ PSTypeName = 'DataLakeTools.Receipt'; Status = 'Unchanged'; Lake = $receipt.Lake; Rows = 123456789; Records = $null; Size = 5GB; BytesPerSecond = 999499999; Key = $receipt.Key }

        # PowerShell keeps the last column free.
        $receipt, $large | Out-String -Width 79 | Should -Match "(?s)$($receipt.Key)\r?\nUnchanged +123\.5 M 5\.37 GB 999 MB/s $($receipt.Key)"
    }

    It 'is the same in a session in ConstrainedLanguage' {
        $same = Invoke-OtherPowerShell -Argument (Get-BuiltModule), $movies, (Join-Path $folder constrained) {
            param($module, $movies, $lake)
            Import-Module $module
            $receipt = Send-RawCsv $movies $lake -Date 2022-05-02
            $job = Join-Path (Split-Path $movies) shown.json
            '{ "steps": [ { "name": "films", "type": "SendCsv", "path": "movies.csv" } ] }' | Set-Content $job
            $report = Invoke-LakeJob $job $lake -Report
            $upload = [pscustomobject] @{ PSTypeName = 'DataLakeTools.LakeUpload'; Removed = $true; Started = [datetimeoffset]::UtcNow; Age = [timespan] '1.02:03:04'; Parts = 2; Size = 123456; Key = 'k' }
            $finding = [pscustomobject] @{ PSTypeName = 'DataLakeTools.LakeFinding'; Kind = 'Missing'; Key = "a`e[2J"; Expected = 'b'; Actual = 'c' }
            $film = [pscustomobject] @{ PSTypeName = 'DataLakeTools.TmdbMovie'; id = 1; title = "A`e[2J"; release_date = '1999-10-15' }
            $all = $receipt, (Get-LakeObject $lake), $report, $report.Steps[0], (Test-RawCsv $movies), (New-DataLakeBucket $lake), $upload, $finding, $film
            $full = $all | ForEach-Object { $_ | Out-String -Width 120 }
            $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
            $i = 0
            $all | ForEach-Object { ($_ | Out-String -Width 120) -ceq $full[$i++] }
            $full -join "`n"
        }

        $same | Select-Object -SkipLast 1 | Should -Be (@($true) * 9)
        $same[-1] | Should -Match 'Uploaded +60 10\.3 KB'
        $same[-1] | Should -Match '1\.02:03:04 +2 +123 KB k'
    }

    It 'has sizes as progress has them: <_>' -ForEach 0, 1, 999, 1000, 9994, 9995, 99949, 99950, 999499, 999500, 1e6, 1.5e9, 2e12, 3e15, 4e18 {
        $view = (Get-FormatData DataLakeTools.LakeObject -PowerShellVersion 7.6).FormatViewDefinition[0]
        $shown = [scriptblock]::Create($view.Control.Rows[0].Columns[1].DisplayEntry.Value)

        [pscustomobject] @{ Size = $_ } | ForEach-Object $shown | Should -BeExactly ([DataLakeTools.HumanSize]::Of($_))
    }

    It 'is keys side by side with Format-Wide' {
        $receipt | Format-Wide | Out-String -Width 120 | Should -Match ([regex]::Escape($receipt.Key))
        Get-LakeObject $lake | Format-Wide -Column 1 | Out-String -Width 120 | Should -Match 'movies\.csv'
    }

    It 'is everything, when everything is asked for' {
        $all = $receipt | Select-Object * | Format-List | Out-String -Width 200
        foreach ($property in $receipt.PSObject.Properties.Name) {
            $all | Should -Match "(?m)^$property +:"
        }

        $receipt | Format-Custom | Out-String | Should -Match 'Checksum'
    }

    It 'is tables that fit a console of 80 columns, the same from a job and in ConstrainedLanguage' {
        $same = Invoke-OtherPowerShell -Argument (Get-BuiltModule), $movies, (Join-Path $folder tables) {
            param($module, $movies, $lake)
            Import-Module $module
            $null = Send-RawCsv $movies $lake -Date 2022-05-02
            $built = Update-LakeTable -Lake $lake -Date 2022-05-02
            $planned = [pscustomobject] @{ PSTypeName = 'DataLakeTools.LakeTableBuild'; Status = 'WhatIf'; Lake = 'l'; Layer = 'Trusted'; Date = [DateOnly]::new(2022, 5, 2); Table = 'Raw/TMDB/JSON/Collections/2022/05/02'; Reason = 'raw data changed'; Rows = $null; RejectedRows = $null; Size = $null }
            $tables = Get-LakeTable -Lake $lake
            $id = (Import-RawCsv $movies -First 1).id
            $finding = [pscustomobject] @{ PSTypeName = 'DataLakeTools.LakeTableFinding'; Table = 'bridge_artist_profession'; Test = 'artist_id_is_in_dim_artist'; Key = "a`e[2J"; Finding = 'not in dim_artist' }
            $all = $built, $planned, $tables, ($tables | Where-Object Table -EQ fact_title).Columns, (Trace-LakeRow fact_title $id -Lake $lake), $finding
            $full = $all | ForEach-Object { $_ | Out-String -Width 79 }
            ($full -split '\r?\n' | Measure-Object Length -Maximum).Maximum
            $i = 0
            $all | ForEach-Object { ($_ | ForEach-Object { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($_)) } | Out-String -Width 79) -ceq $full[$i++] }
            $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
            $i = 0
            $all | ForEach-Object { ($_ | Out-String -Width 79) -ceq $full[$i++] }
            $full -join "`n"
        }

        $same[0] | Should -BeLessOrEqual 79
        $same[1..12] | Should -Be (@($true) * 12)
        $same[-1] | Should -Match 'Lake: .*, Trusted of 2022-05-02' -Because 'a day is written as everywhere'
        $same[-1] | Should -Match '(?m)^Built +60 +0 +\d[\d.]* KB movies +new\r?$'
        $same[-1] | Should -Match '(?m)^2022-05-02 +60 +0 +\d[\d.]* KB +3 +\d+ s movies\r?$'
        $same[-1] | Should -Match '(?s)movies\s+\d{4}-\d\d-\d\d \d\d:\d\dZ,\s+Raw/Local/CSV/Movies/' -Because 'a table says when and from what it was built'
        $same[-1] | Should -Match '(?m)^Name +Type +Meaning +Source\r?$'
        $same[-1] | Should -Not -Match "$escape\[2J"
    }

    It 'says of a table when and from what it was built, and of a column its source, on a console of <Width> columns' -ForEach @(
        @{ Width = 80; Expected = "bridge_artist_profession`n2022-05-03 10:11Z,`nRaw/Local/CSV/Movies/2022/05/02/movies.csv", "Whether an account`nis known", "tmdb_movies.imdb_id,`ntmdb_series.imdb_id" }
        @{ Width = 120; Expected = "bridge_artist_profession, 2022-05-03 10:11Z,`nRaw/Local/CSV/Movies/2022/05/02/movies.csv", 'Whether an account is known', 'tmdb_movies.imdb_id, tmdb_series.imdb_id' }
    ) {
        $table = [pscustomobject] @{ PSTypeName = 'DataLakeTools.LakeTable'; Lake = 'l'; Layer = 'Trusted'; Table = 'bridge_artist_profession'; Date = [DateOnly]::new(2022, 5, 2); Rows = 123456789; RejectedRows = 1; Size = 5e9; Built = [DateTimeOffset] '2022-05-03T10:11:12Z'; Age = [timespan]::FromDays(3); TestsPassed = 12; TestsFailed = 0; Inputs = @('Raw/Local/CSV/Movies/2022/05/02/movies.csv') }
        $column = [pscustomobject] @{ PSTypeName = 'DataLakeTools.LakeTableColumn'; Name = 'has_social_ids_of_title'; Type = 'array(varchar)'; Meaning = 'Whether an account is known'; Source = 'tmdb_movies.imdb_id, tmdb_series.imdb_id' }

        # What a cell would be on a console of this width.
        $cells = foreach ($item in $table, $column) {
            $item | ForEach-Object { (Get-FormatData $item.PSTypeNames[0] -PowerShellVersion 7.6).FormatViewDefinition.Control.Rows.Columns.DisplayEntry.Value } |
                Where-Object { $_ -like '*$Host*' } |
                ForEach-Object { $item | ForEach-Object ([scriptblock]::Create("& { $($_.Replace('$Host.UI.RawUI.BufferSize.Width', "$Width")) }")) }
        }

        $cells | Should -BeExactly $Expected
        $shown = $table, $column | ForEach-Object { $_ | Out-String -Width $Width }
        $shown -join '' -replace '\s' | Should -Match ([regex]::Escape($table.Inputs[0])) -Because 'nothing of a key is lost'
        ($shown -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual $Width
        $table.Inputs += 'another'
        $table | Out-String -Width $Width | Should -Match '10:11Z, 2 files'
    }

    It 'has a view for everything that a cmdlet gives' {
        foreach ($type in (Get-Command -Module DataLakeTools -CommandType Cmdlet).OutputType.Name | Sort-Object -Unique | Where-Object { $_ -like 'DataLakeTools.*' }) {
            # Records and answers of any shape show their own fields.
            if ($type -notin 'DataLakeTools.JsonRecord', 'DataLakeTools.TmdbAnswer') {
                Get-FormatData $type -PowerShellVersion 7.6 | Should -Not -BeNullOrEmpty -Because $type
                Get-FormatData "Deserialized.$type" -PowerShellVersion 7.6 | Should -Not -BeNullOrEmpty -Because "$type from a job"
            }
        }
    }
}

Describe "What TMDB wrote $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 300
    }

    AfterAll {
        Stop-StandIn
    }

    It 'is shown in a table whose rows are lines of the width' {
        $shown = Get-TmdbMovies -Genre Crime -First 5 | Out-String -Width 80

        ($shown -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        ($shown.Trim() -split '\r?\n').Count | Should -Be 7
    }

    It 'cannot act on the console' {
        # What a title may hold that a stranger has written.
        $shown = [scriptblock]::Create((Get-FormatData DataLakeTools.TmdbMovie -PowerShellVersion 7.6).FormatViewDefinition[0].Control.Rows[0].Columns[-1].DisplayEntry.Value)
        $title = [pscustomobject] @{ title = "Film$escape[2J$escape]0;owned`a" } | ForEach-Object $shown

        $title | Should -Match '^Film'
        $title | Should -Not -Match '[\x00-\x1f\x7f]'
        [pscustomobject] @{ title = "a`tb`u{2028}c`u{202e}d`u{61c}e$([char] 0xd83c)f🎬`u{9b}" } | ForEach-Object $shown | Should -BeExactly 'a b c?d?e?f🎬?'
    }

    It 'is names side by side with Format-Wide' {
        $shown = Get-TmdbGenre | Format-Wide -Column 4 | Out-String -Width 100

        $shown | Should -Match 'Crime'
        $shown | Should -Not -Match '\b80\b'
    }
}
