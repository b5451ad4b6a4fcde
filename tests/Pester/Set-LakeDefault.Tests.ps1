BeforeDiscovery {
    Import-Module $PSScriptRoot/TmdbStandIn.psm1 -Force
    $missing = Get-MissingStandIn
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module $PSScriptRoot/TmdbStandIn.psm1
    Import-Module (Get-BuiltModule)
    Set-TestEnvironment @{ DATALAKE_URI = $null; AWS_PROFILE = $null }
    $folder = New-TestFolder
    Copy-Sample $folder
    $movies = Join-Path $folder movies.csv
    Push-Location $folder
}

AfterAll {
    Pop-Location
    Clear-LakeDefault
    Restore-TestEnvironment
}

Describe 'Set-LakeDefault' {
    BeforeEach {
        Clear-LakeDefault
    }

    It 'sets the lake of all cmdlets, a relative folder as the one that it is now' {
        Set-LakeDefault ./lake
        Push-Location /
        try {
            (Send-RawCsv $movies -Date 2022-05-02).Lake | Should -Be (Join-Path $folder lake)
            (Get-LakeObject).Key | Should -Be 'Raw/Local/CSV/Movies/2022/05/02/movies.csv'
        }
        finally {
            Pop-Location
        }
    }

    It 'goes before the environment, and what is said goes before it' {
        Set-TestEnvironment @{ DATALAKE_URI = Join-Path $folder of-environment }
        Set-LakeDefault ./of-session

        (Send-RawCsv $movies -WhatIf).Lake | Should -Be (Join-Path $folder of-session)
        (Send-RawCsv $movies ./said -WhatIf).Lake | Should -Be (Join-Path $folder said)
        Set-TestEnvironment @{ DATALAKE_URI = $null }
    }

    It 'does not turn objects of one lake into objects of another' {
        $null = Send-RawCsv $movies ./one -Date 2022-05-03
        Set-LakeDefault ./other

        @(Get-LakeObject ./one | Receive-LakeObject) | Should -HaveCount 60
    }

    It 'leaves a lake that a job names alone' {
        $job = Write-TestFile (Join-Path $folder job.json) (@{ lake = Join-Path $folder of-job; steps = @(@{ type = 'SendCsv'; path = 'movies.csv' }) } | ConvertTo-Json -Depth 5)
        $free = Write-TestFile (Join-Path $folder free.json) '{ "steps": [ { "type": "SendCsv", "path": "movies.csv" } ] }'
        Set-LakeDefault ./of-session

        (Invoke-LakeJob $job).Lake | Should -Be (Join-Path $folder of-job)
        (Invoke-LakeJob $free).Lake | Should -Be (Join-Path $folder of-session)
    }

    It 'is DATALAKE_URI in a job document, before that of the environment' {
        $folder = New-TestFolder
        Copy-Item $PSScriptRoot/../../module/samples/data/movies.csv $folder
        $job = Write-TestFile (Join-Path $folder job.json) '{ "lake": "${DATALAKE_URI:-./nowhere}", "steps": [ { "type": "SendCsv", "path": "movies.csv" } ] }'
        $lake = Join-Path $folder lake
        Set-TestEnvironment @{ DATALAKE_URI = (Join-Path $folder elsewhere) }
        Set-LakeDefault $lake

        (Invoke-LakeJob $job).Lake | Should -Be $lake
        Test-LakeJob $job -Quiet | Should -BeTrue
        Set-TestEnvironment @{ DATALAKE_URI = $null }
    }

    It 'gives what it has set with -PassThru only, and sets nothing with -WhatIf' {
        Set-LakeDefault ./lake -Region sa-east-1 -WhatIf | Should -BeNullOrEmpty
        Get-LakeDefault Lake | Should -BeNullOrEmpty
        Set-LakeDefault ./lake | Should -BeNullOrEmpty
        (Set-LakeDefault ./lake -Region sa-east-1 -PassThru).Name | Should -Be Lake, Region
    }

    It 'refuses a name alone that may be a bucket or a folder' {
        { Set-LakeDefault my-lake } | Should -Throw '*may be a bucket or a folder*' -ErrorId 'InvalidLakeAddress,*'
        { Set-LakeDefault s3:/my-lake } | Should -Throw "*does not begin with 's3://'*" -ErrorId 'InvalidLakeAddress,*'
    }

    It 'refuses a lake that cannot be' {
        { Set-LakeDefault s3://a } | Should -Throw -ErrorId 'InvalidLakeAddress,DataLakeTools.Commands.SetLakeDefaultCommand'
    }

    It 'is of this session alone' {
        Set-LakeDefault ./lake
        $other = Start-Pipeline 'Get-LakeDefault Lake'
        try {
            $other.Shell.EndInvoke($other.Result) | Should -BeNullOrEmpty
        }
        finally {
            $other.Shell.Dispose()
        }
    }

    It 'holds in a module that calls the cmdlets' {
        Set-LakeDefault ./lake
        $module = New-Module { function Get-DefaultReceipt($file) { Send-RawCsv $file -WhatIf } }

        (& $module { param($file) Get-DefaultReceipt $file } $movies).Lake | Should -Be (Join-Path $folder lake)
    }
}

Describe "Set-LakeDefault, for S3 and TMDB $missing" -Skip:([bool] $missing) {
    BeforeAll {
        Start-TmdbStandIn -Movies 300
        Start-S3StandIn -Bucket films
    }

    AfterEach {
        Clear-LakeDefault
    }

    AfterAll {
        Stop-StandIn
        Set-TestEnvironment @{ DATALAKE_URI = $null }
    }

    It 'sets the way to S3' {
        Set-LakeDefault s3://films -EndpointUrl $env:AWS_ENDPOINT_URL -Region us-east-1
        Set-TestEnvironment @{ AWS_ENDPOINT_URL = 'http://127.0.0.1:1' }
        try {
            (Send-RawCsv $movies).Status | Should -Be Uploaded
        }
        finally {
            Set-TestEnvironment @{ AWS_ENDPOINT_URL = (Get-LakeDefault EndpointUrl).Value }
        }
    }

    It 'sets the profile' {
        Set-LakeDefault s3://films -ProfileName no-such-profile

        { Get-LakeObject } | Should -Throw -ErrorId 'CredentialsUnavailable,DataLakeTools.Commands.GetLakeObjectCommand'
    }

    It 'sets language and address of TMDB' {
        Set-LakeDefault -Language pt-BR -TmdbEndpoint $env:TMDB_ENDPOINT
        Set-TestEnvironment @{ TMDB_ENDPOINT = 'http://127.0.0.1:1' }
        try {
            (Get-TmdbGenre).name | Should -Contain 'Guerra'
            (Get-TmdbGenre -Language en-US).name | Should -Contain 'War'
        }
        finally {
            Set-TestEnvironment @{ TMDB_ENDPOINT = "$((Get-LakeDefault TmdbEndpoint).Value)" }
        }
    }

    It 'is known to completion' {
        Set-LakeDefault -Language pt-BR

        (TabExpansion2 'Get-TmdbMovies -Genre gue').CompletionMatches.CompletionText | Should -Be Guerra
    }
}
