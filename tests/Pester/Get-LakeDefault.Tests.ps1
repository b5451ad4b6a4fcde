BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
    Set-TestEnvironment @{
        DATALAKE_URI = $null; AWS_PROFILE = $null; AWS_REGION = $null; AWS_DEFAULT_REGION = $null; AWS_ENDPOINT_URL = $null; AWS_ENDPOINT_URL_S3 = $null
        TMDB_TOKEN = $null; TMDB_API_KEY = $null; TMDB_ENDPOINT = $null
    }
    Clear-LakeDefault
}

AfterAll {
    Clear-LakeDefault
    Restore-TestEnvironment
}

Describe 'Get-LakeDefault' {
    It 'gives nothing where nothing is set' {
        Get-LakeDefault | Should -BeNullOrEmpty
    }

    It 'tells what is set, and where' {
        Set-TestEnvironment @{ AWS_DEFAULT_REGION = 'sa-east-1'; DATALAKE_URI = 's3://of-environment' }
        Set-LakeDefault s3://of-session -Language pt-BR
        $found = Get-LakeDefault

        $found[0].PSTypeNames[0] | Should -BeExactly DataLakeTools.LakeDefault
        $found.Name | Should -Be Lake, Region, Language
        $found.Value | Should -Be s3://of-session, sa-east-1, pt-BR
        $found.Source | Should -Be session, AWS_DEFAULT_REGION, session
        (Get-LakeDefault l*).Name | Should -Be Lake, Language
        Clear-LakeDefault
        Set-TestEnvironment @{ AWS_DEFAULT_REGION = $null; DATALAKE_URI = $null }
    }

    It 'shows no secret' {
        Set-TestEnvironment @{ TMDB_TOKEN = 'of.the.environment'; AWS_ENDPOINT_URL = 'http://user:word@localhost:9000' }
        $shown = Get-LakeDefault | Format-List * | Out-String
        Set-LakeDefault -Token (ConvertTo-SecureString of.the.session -AsPlainText -Force)
        $shown += Get-LakeDefault | Format-List * | Out-String
        $shown += Get-LakeDefault | ConvertTo-Json

        $shown | Should -Match AWS_ENDPOINT_URL
        $shown | Should -Not -Match 'of\.the|word@'
        Set-TestEnvironment @{ TMDB_TOKEN = $null; AWS_ENDPOINT_URL = $null }
    }

    It 'says which there are when one is not' {
        Get-LakeDefault Bucket -ErrorVariable unknown -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $unknown.FullyQualifiedErrorId | Should -BeExactly 'InvalidOption,DataLakeTools.Commands.GetLakeDefaultCommand'
        $unknown.ErrorDetails.RecommendedAction | Should -BeLike '*ProfileName*'
        $unknown.TargetObject | Should -Be Bucket
    }
}
