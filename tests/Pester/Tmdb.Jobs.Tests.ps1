# Jobs that fetch from TMDB, run by the module and by the program without PowerShell.
BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)
    $sample = Join-Path $PSScriptRoot ../../module/samples/tmdb-crime.json -Resolve
    $hosts = Get-ChildItem "$PSScriptRoot/../../src/DataLakeTools.Host/bin/*/*/datalake.dll" -ErrorAction Ignore | Sort-Object LastWriteTime | Select-Object -Last 1
}

Describe "Jobs with TMDB $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 1200
    }

    AfterAll {
        Stop-StandIn
    }

    BeforeEach {
        $folder = New-TestFolder
        $lake = Join-Path $folder lake
    }

    It 'do what the document says' {
        $null = Write-TestFile (Join-Path $folder movies.csv) "id|genero`ntt0000001|Crime`ntt0000002|War`ntt0000001|Crime`ntt0000003|Drama,crime`n"
        $job = Write-TestFile (Join-Path $folder job.json) (@{
                lake  = $lake
                date  = '2022-05-02'
                tmdb  = @{ requestsPerSecond = 1000 }
                steps = @(
                    @{ type = 'FetchMovies'; genre = 'Crime', 'War'; first = 250; append = 'credits', 'keywords'; specification = 'Movies/Crime-War' }
                    @{ type = 'FetchMovies'; name = 'csv'; idsFrom = @{ path = 'movies.csv'; where = @{ genero = 'crime' } }; specification = 'Movies/Csv'; format = 'JsonLines' }
                    @{ type = 'FetchSeries'; all = $true; summary = $true; maxRecords = 50; specification = 'Series' }
                    @{ type = 'FetchCollections'; movies = @{ all = $true }; specification = 'Collections' }
                    @{ type = 'FetchChanges'; since = '2024-01-01'; until = '2024-01-20'; specification = 'Changes' }
                )
            } | ConvertTo-Json -Depth 9)

        $receipts = Invoke-LakeJob $job

        $groups = $receipts | Group-Object { ($_.Key -split '/2022/')[0] -replace '^Raw/TMDB/JSON/' } -AsHashTable
        $groups['Movies/Crime-War'].Records | Should -Be 100, 100, 50
        $groups['Movies/Crime-War'].Source | Select-Object -Unique | Should -Be 'movie/{id}?append=credits,keywords'
        ($groups['Movies/Csv'] | Receive-LakeObject).id | Should -Be 1, 3
        $groups['Series'].Records | Should -Be 50, 50, 20
        $groups['Collections'].Records | Should -Be 5
        ($groups['Changes'] | Measure-Object Records -Sum).Sum | Should -BeGreaterThan 300
        (Invoke-LakeJob $job).Status | Select-Object -Unique | Should -Be Unchanged
    }

    It 'give errors among the receipts, and keep earlier runs unless they are whole' {
        $null = 9, 10 | Get-TmdbMovies | Write-RawJsonBatch -Lake $lake -Date 2022-05-02
        $earlier = 9, 10 | Get-TmdbMovies | Write-RawJsonBatch -Lake $lake -Date 2022-05-02 -Specification Crime
        $job = Write-TestFile (Join-Path $folder job.json) (@{
                lake  = $lake
                date  = '2022-05-02'
                steps = @(@{ type = 'FetchMovies'; id = 1, 6, 2; replace = $true }, @{ type = 'FetchMovies'; genre = 'Krime'; specification = 'Crime'; replace = $true })
            } | ConvertTo-Json -Depth 9)

        $receipts = Invoke-LakeJob $job -ErrorVariable wrong -ErrorAction SilentlyContinue -WarningAction SilentlyContinue

        $receipts.Records | Should -Be 2
        $wrong.FullyQualifiedErrorId | Should -Be 'TmdbNotFound,DataLakeTools.Commands.InvokeLakeJobCommand', 'TmdbNameUnknown,DataLakeTools.Commands.InvokeLakeJobCommand'
        (Get-LakeObject $lake).Key | Sort-Object | Should -Be (@($receipts.Key) + $earlier.Key | Sort-Object)
    }

    It 'say with -WhatIf what they would ask, and ask nothing' {
        $job = Write-TestFile (Join-Path $folder job.json) '{"tmdb":{"requestsPerSecond":10},"steps":[{"type":"FetchMovies","genre":"Crime","first":600},{"type":"FetchSeries","all":true}]}'
        $before = Get-TmdbRequestCount

        $steps = Invoke-LakeJob $job -Lake $lake -WhatIf

        # 600 titles on 30 pages, and the name of the genre, which is looked up.
        $steps.Requests | Should -Be 631, $null
        $steps[0].Duration | Should -Be ([timespan]::FromSeconds(63.1))
        (Get-TmdbRequestCount) - $before | Should -Be 0
        $lake | Should -Not -Exist
    }

    It 'are tried out with Test-LakeJob -Full: all is fetched and nothing written' {
        $job = Write-TestFile (Join-Path $folder job.json) '{"steps":[{"type":"FetchMovies","id":[1,2]},{"type":"FetchMovies","id":[6],"specification":"Unknown"}]}'
        $before = Get-TmdbRequestCount '*movie/*'

        $findings = Test-LakeJob $job -Lake $lake -Full -InformationVariable told

        $findings.JsonPath | Should -Be '$.steps[1]'
        $findings.Problem | Should -Match '\b6\b'
        "$(($told | Where-Object Tags -Contains LakeJobReport).MessageData)" | Should -Match '1 file, 2 records, 1 failure in .* Nothing was written\.$'
        (Get-TmdbRequestCount '*movie/*') - $before | Should -BeGreaterOrEqual 3
        $lake | Should -Not -Exist
        Test-LakeJob $job -Lake $lake -Full -Quiet | Should -BeFalse
    }

    It 'fail for monitors to see when there is no token, and do the rest, <Where>' -ForEach @(
        @{ Where = 'in the module'; IsHost = $false }
        @{ Where = 'in the program'; IsHost = $true }
    ) {
        $job = Write-TestFile (Join-Path $TestDrive strict.json) ((Get-Content $sample -Raw) -replace ',\s*"optional": true' -replace 'data/movies.csv', (Join-Path $PSScriptRoot ../../module/samples/data/movies.csv -Resolve))
        Set-TestEnvironment @{ TMDB_TOKEN = $null; TMDB_API_KEY = $null }
        try {
            if ($IsHost) {
                if (-not $hosts) {
                    Set-ItResult -Skipped -Because 'the host is not built'
                    return
                }

                $said = dotnet $hosts.FullName run $job --lake $lake 2>&1
                $LASTEXITCODE | Should -Be 1
                $said -match 'There is no TMDB token' | Should -HaveCount 2
            }
            else {
                $results = Invoke-LakeJob $job -Lake $lake -ErrorAction SilentlyContinue -ErrorVariable failures
                $results.Status | Should -Be Uploaded
                $failures.FullyQualifiedErrorId | Should -Be (@('TmdbUnauthorized,DataLakeTools.Commands.InvokeLakeJobCommand') * 2)
            }
        }
        finally {
            Set-TestEnvironment @{ TMDB_TOKEN = 'stand-in.read.token' }
        }
    }

    It 'skip optional steps of TMDB and say so when there is no token, <Where>' -ForEach @(
        @{ Where = 'in the module'; IsHost = $false }
        @{ Where = 'in the program'; IsHost = $true }
    ) {
        Set-TestEnvironment @{ TMDB_TOKEN = $null; TMDB_API_KEY = $null }
        try {
            if ($IsHost) {
                if (-not $hosts) {
                    Set-ItResult -Skipped -Because 'the host is not built'
                    return
                }

                $said = @(dotnet $hosts.FullName run $sample --lake $lake 2>&1 | ForEach-Object { "$_" })
                $LASTEXITCODE | Should -Be 0
                $said -match '^Skipped ' | Should -HaveCount 2
                $said[-1] | Should -Match '1 Uploaded, 0 failed, 2 steps skipped'
                @($said -match 'There is no TMDB token') | Should -HaveCount 2 -Because 'the reason of each is told once'
            }
            else {
                $results = Invoke-LakeJob $sample -Lake $lake
                $results.Status | Should -Be Uploaded, Skipped, Skipped
                $results[1].Step | Should -Be 'crime and war'
                $results[1].Reason | Should -Match 'TMDB_TOKEN'
                $shown = Invoke-LakeJob $sample -Lake $lake 6>&1 | Out-String -Width 200
                [regex]::Matches($shown, 'There is no TMDB token') | Should -HaveCount 2 -Because 'the reason of each is told once'
                $shown | Should -Match "(?m)^\S*Skipped\S* +crime and war: There is no TMDB token"
                $shown | Should -Match '2 steps skipped, each with its reason'
            }
        }
        finally {
            Set-TestEnvironment @{ TMDB_TOKEN = 'stand-in.read.token' }
        }
    }
}

Describe "The rate of one of several machines $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 60
        $folder = New-TestFolder
        $job = Write-TestFile (Join-Path $folder job.json) '{ "tmdb": { "requestsPerSecond": 1000 }, "steps": [ { "type": "FetchMovies", "first": 12 } ] }'
    }

    AfterAll {
        Stop-StandIn
    }

    It 'is never above TMDB_REQUESTS_PER_SECOND, whatever the job says' {
        Set-TestEnvironment @{ TMDB_REQUESTS_PER_SECOND = '6' }

        $before = Get-TmdbRequestCount
        $time = Measure-Command { (Invoke-LakeJob $job -Lake (Join-Path $folder lake)).Records | Should -Be 12 }

        # By the time that it takes at least: what the server counts in a second is its machine's affair, too.
        $time.TotalSeconds | Should -BeGreaterThan (((Get-TmdbRequestCount) - $before) / 6 - 1)
    }

    It 'is refused if it is no number' {
        Set-TestEnvironment @{ TMDB_REQUESTS_PER_SECOND = 'fast' }

        Invoke-LakeJob $job -Lake (Join-Path $folder lake) -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidOption,DataLakeTools.Commands.InvokeLakeJobCommand'
    }
}
