BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
    $samples = Join-Path $PSScriptRoot ../../module/samples -Resolve
}

Describe 'Test-LakeJob' {
    BeforeEach {
        $folder = New-TestFolder
        Copy-Sample $folder
        Set-TestEnvironment @{ DATALAKE_URI = $null; TMDB_TOKEN = 'a-token'; TMDB_API_KEY = $null; TITLES = $null }
    }

    AfterEach {
        Restore-TestEnvironment
    }

    It 'finds nothing wrong with any sample' {
        Test-LakeJob $samples/*.json | Should -BeNullOrEmpty
        Test-LakeJob $samples/*.json -Quiet | Select-Object -Unique | Should -BeTrue
        Test-LakeJob $samples/*.json -Quiet | Should -HaveCount (Get-ChildItem $samples/*.json).Count
    }

    It 'gives everything that is wrong with a document at once, each with its place and what to do' {
        $file = Write-TestFile (Join-Path $folder job.json) '{ "date": "x", "steps": [ { "type": "SendCsv", "path": "movies.csv", "froce": true }, { "type": "Send" } ] }'

        $findings = Test-LakeJob $file

        $findings.JsonPath | Should -Be '$.date', '$.steps[0].froce', '$.steps[1].type'
        $findings[0].Expected | Should -Be 'a date as yyyy-MM-dd'
        $findings.Severity | Select-Object -Unique | Should -Be Error
        $findings.Document | Select-Object -Unique | Should -Be $file
        $findings.Recommendation | Should -Not -Contain ''
        $findings | Format-Table | Out-String -Width 120 | Should -Match '\$\.date +the text ''x''; expected a date'
        Test-LakeJob $file -Quiet | Should -BeFalse
    }

    It 'finds sources that are not there, and a lake that nobody names' {
        $file = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "type": "SendCsv", "path": ["movies.csv", "absent.csv", "none*.csv"] } ] }'

        (Test-LakeJob $file).JsonPath | Should -Be '$.lake', '$.steps[0].path', '$.steps[0].path'
        $problems = (Test-LakeJob $file -Lake s3://data-lake).Problem
        $problems | Should -HaveCount 2
        $problems[0] | Should -BeLike '*absent.csv*'
        $problems[1] | Should -BeLike '*none`*.csv*'
        (Test-LakeJob $file -Lake s3://No_Bucket)[0].JsonPath | Should -Be '$.lake'
    }

    It 'looks at the job as it would run in this session' {
        Set-TestEnvironment @{ TMDB_TOKEN = $null }
        $file = Write-TestFile (Join-Path $folder job.json) '{ "steps": [ { "type": "SendCsv", "path": "movies.csv" }, { "type": "FetchMovies", "first": 1 } ] }'
        try {
            Set-LakeDefault ./lake -Token (ConvertTo-SecureString a-token -AsPlainText -Force)
            Test-LakeJob $file | Should -BeNullOrEmpty
            Set-LakeDefault s3://data-lake -ProfileName no-such-profile
            (Test-LakeJob $file).Problem | Should -BeLike '*no-such-profile*'
        }
        finally {
            Clear-LakeDefault
        }
    }

    It 'finds a lake in the place of which a file is, and names that are too long for one in a folder' {
        $file = Write-TestFile (Join-Path $folder job.json) "{ `"steps`": [ { `"type`": `"SendCsv`", `"path`": `"movies.csv`", `"specification`": `"$('s' * 256)`" } ] }"

        (Test-LakeJob $file (Join-Path $folder movies.csv)).Problem | Should -BeLike '*is a file, not a folder*'
        (Test-LakeJob $file (Join-Path $folder lake)).Problem | Should -BeLike '*256 UTF-8 bytes long; a lake in a folder takes at most 255*'
        Test-LakeJob $file s3://data-lake | Should -BeNullOrEmpty
    }

    It 'refuses a job whose steps would fail without a token' {
        Set-TestEnvironment @{ TMDB_TOKEN = $null }

        $finding = Test-LakeJob $samples/daily-changes.json

        $finding.Severity | Should -Be Error
        $finding.Problem | Should -BeLike '*3 of 3 steps would fail*'
        Test-LakeJob $samples/daily-changes.json -Quiet | Should -BeFalse
    }

    It 'warns that optional steps would be skipped without a token, and lets the job pass' {
        Set-TestEnvironment @{ TMDB_TOKEN = $null }

        $finding = Test-LakeJob $samples/tmdb-crime.json

        $finding.Severity | Should -Be Warning
        $finding.Problem | Should -BeLike '*2 of 3 steps*'
        Test-LakeJob $samples/tmdb-crime.json -Quiet | Should -BeTrue
    }

    It 'names a variable that is not set, and never shows the value of one' {
        Set-TestEnvironment @{ LAKE_OF_TEST = $null; DAY_OF_TEST = 'nobody-shall-read-this' }
        $file = Write-TestFile (Join-Path $folder job.json) '{ "lake": "${LAKE_OF_TEST}", "date": "${DAY_OF_TEST}", "steps": [ { "type": "SendCsv", "path": "movies.csv" } ] }'

        $findings = Test-LakeJob $file

        $findings.JsonPath | Sort-Object | Should -Be '$.date', '$.lake'
        ($findings | Where-Object JsonPath -eq '$.lake').Problem | Should -BeLike '*LAKE_OF_TEST*'
        $findings | Format-List * | Out-String | Should -Not -Match 'nobody-shall-read-this'
    }

    It 'takes several documents, from the pipeline and letter by letter' {
        $good = Write-TestFile (Join-Path $folder 'job [1].json') '{ "lake": "./lake", "steps": [ { "type": "SendCsv", "path": "movies.csv" } ] }'
        $bad = Write-TestFile (Join-Path $folder other.json) '{'

        Get-Item -LiteralPath $good, $bad | Test-LakeJob -Quiet | Should -Be $true, $false
        Test-LakeJob -LiteralPath $good -Quiet | Should -BeTrue
    }

    It 'says that a document is not there' {
        Test-LakeJob (Join-Path $folder absent.json) -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidJob,DataLakeTools.Commands.TestLakeJobCommand'
    }

    It 'writes nothing' {
        $before = Get-ChildItem $folder -Recurse
        $null = Test-LakeJob (Join-Path $samples first-lake.json)
        (Get-ChildItem $folder -Recurse).FullName | Should -Be $before.FullName
    }
}
