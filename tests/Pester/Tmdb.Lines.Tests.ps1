# The lines of the README and of the specification, as a user writes them.
BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)
}

Describe "The TMDB lines $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 3000
        Start-S3StandIn data-lake-do-fulano
    }

    AfterAll {
        Stop-StandIn
    }

    BeforeEach {
        Push-Location (New-TestFolder)
    }

    AfterEach {
        Pop-Location
    }

    It 'Get-TmdbGenre | Format-Table' {
        $shown = Get-TmdbGenre | Format-Table | Out-String -Width 80

        $shown | Should -Match '(?m)^\s+80 Crime\s*$'
        $shown | Should -Match '(?m)^\s+10752 War\s*$'
    }

    It 'Get-TmdbMovies -Genre Crime, War -First 500 -Append ... | Write-RawJsonBatch -Lake s3://... -Specification Movies/Crime-War' {
        $before = Get-TmdbRequestCount '/3/movie/*'
        $today = [datetime]::Today

        $receipts = Get-TmdbMovies -Genre Crime, War -SortBy popularity.desc -First 500 -Append keywords, credits, external_ids |
            Write-RawJsonBatch -Lake s3://data-lake-do-fulano -Specification Movies/Crime-War

        $receipts.Records | Should -Be @(@(100) * 5)
        $receipts.Status | Should -Be @(@('Uploaded') * 5)
        $day = $receipts[0].Key -replace '^.*/(\d{4}/\d\d/\d\d)/.*$', '$1'
        $day.Replace('/', '-') | Should -BeIn ($today, [datetime]::Today | ForEach-Object { $_.ToString('o').Substring(0, 10) })
        $receipts.Key | Should -Match "^Raw/TMDB/JSON/Movies/Crime-War/$day/[a-z]{3}-[a-z]{3}-[a-z]{3}\.json$"
        $receipts.Source | Sort-Object -Unique | Should -Be 'movie/{id}?append=credits,external_ids,keywords'
        (Get-TmdbRequestCount '/3/movie/*') - $before | Should -Be 500 -Because 'a title is one request'

        $read = Get-LakeObject s3://data-lake-do-fulano -Specification Movies/Crime-War | Receive-LakeObject
        $read.id | Sort-Object -Unique | Should -HaveCount 500
        $read | Where-Object { 'Crime' -notin $_.genres.name -and 'War' -notin $_.genres.name } | Should -BeNullOrEmpty
    }

    It 'Import-RawCsv ./movies.csv -Unique id | Where-Object genero -match Crime | Get-TmdbMovies | Write-RawJsonBatch -Lake ./lake' {
        $rows = foreach ($id in 1..30) {
            "tt$('{0:D7}' -f $id)|$($id % 2 ? 'Crime,Drama' : 'War')|first"
            "tt$('{0:D7}' -f $id)|$($id % 2 ? 'Crime,Drama' : 'War')|second"
        }

        $null = Write-TestFile (Join-Path $PWD movies.csv) "id|genero|nomeArtista`r`n$($rows -join "`r`n")`r`n"

        $receipt = Import-RawCsv ./movies.csv -Unique id | Where-Object genero -match 'Crime' | Get-TmdbMovies -ErrorVariable unknown -ErrorAction SilentlyContinue |
            Write-RawJsonBatch -Lake ./lake

        $expected = 1..30 | Where-Object { $_ % 2 -and "tt$('{0:D7}' -f $_)" -notin $unknown.TargetObject }
        $receipt.Records | Should -Be $expected.Count
        ($receipt | Receive-LakeObject).id | Should -Be $expected
        $unknown.FullyQualifiedErrorId | Sort-Object -Unique | Should -BeExactly 'TmdbNotFound,DataLakeTools.Commands.GetTmdbMoviesCommand'
    }

    It 'Get-TmdbMovies -Genre Crime -First 300 | Get-TmdbCollection | Write-RawJsonBatch -Lake ./lake -Specification Collections' {
        $receipts = Get-TmdbMovies -Genre Crime -First 300 | Get-TmdbCollection | Write-RawJsonBatch -Lake ./lake -Specification Collections

        $receipts.Source | Should -Be 'collection/{id}'
        $ids = ($receipts | Receive-LakeObject).id
        $ids | Should -Not -BeNullOrEmpty
        $ids | Sort-Object -Unique | Should -HaveCount $ids.Count
    }

    It "Get-TmdbPerson -Name 'Fernanda Montenegro' | Get-TmdbMovies -First 50" {
        $movies = Get-TmdbPerson -Name 'Fernanda Montenegro' | Get-TmdbMovies -First 50

        $movies | Should -HaveCount 50
        $movies[0] | Should -BeOfType DataLakeTools.TmdbMovie
        $movies[0].budget | Should -BeOfType long
        (Get-TmdbMovies -Id $movies[0].id -Append credits).credits.cast.name | Should -Contain 'Fernanda Montenegro'
    }
}

Describe "More than 10,000 titles $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 70000
        Push-Location (New-TestFolder)
    }

    AfterAll {
        Pop-Location
        Stop-StandIn
    }

    It 'Get-TmdbMovies -Genre War -ReleasedBefore 1990 -All | Write-RawJsonBatch -Lake ./lake' {
        $total = (Invoke-TmdbApi 'discover/movie?with_genres=10752&primary_release_date.lte=1989-12-31').total_results
        $total | Should -BeGreaterThan 10000

        $receipts = Get-TmdbMovies -Genre War -ReleasedBefore 1990 -All -InformationVariable said | Write-RawJsonBatch -Lake ./lake

        ($receipts | Measure-Object Records -Sum).Sum | Should -Be $total
        $said[-1].MessageData.Found | Should -Be $total
        $said[-1].MessageData.Missing | Should -Be 0
        "$($said[-1])" | Should -Match "^$total titles of about $total"
        $ids = [Collections.Generic.HashSet[long]]::new()
        $receipts | Receive-LakeObject | ForEach-Object { $ids.Add($_.id) | Should -BeTrue; $_.release_date | Should -BeLessThan '1990' }
        $ids.Count | Should -Be $total
    }
}
