BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
    Set-TestEnvironment @{ DATALAKE_URI = $null; AWS_REGION = $null; AWS_DEFAULT_REGION = $null }
}

AfterAll {
    Clear-LakeDefault
    Restore-TestEnvironment
}

Describe 'Clear-LakeDefault' {
    BeforeEach {
        Set-LakeDefault s3://films -Region sa-east-1
    }

    It 'takes back what is named' {
        Clear-LakeDefault reg* | Should -BeNullOrEmpty

        Get-LakeDefault Lake, Region | ForEach-Object Name | Should -Be Lake
    }

    It 'takes everything back' {
        Clear-LakeDefault

        Get-LakeDefault Lake, Region | Should -BeNullOrEmpty
    }

    It 'takes nothing back with -WhatIf' {
        Clear-LakeDefault -WhatIf

        (Get-LakeDefault Lake, Region).Name | Should -Be Lake, Region
    }
}
