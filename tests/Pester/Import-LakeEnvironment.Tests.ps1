BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    Import-Module (Get-BuiltModule)
}

Describe 'Import-LakeEnvironment' {
    BeforeEach {
        $folder = New-TestFolder
        $file = Join-Path $folder .env
        Set-TestEnvironment @{
            AWS_ACCESS_KEY_ID = $null; AWS_SECRET_ACCESS_KEY = $null; AWS_SESSION_TOKEN = $null; AWS_DEFAULT_REGION = $null
            DATALAKE_URI = $null; TMDB_TOKEN = $null; LAKE_TEST_A = $null; LAKE_TEST_B = $null; lake_test_c = $null
        }
    }

    AfterEach {
        Restore-TestEnvironment
    }

    It 'puts variables into the environment of this process' {
        $null = Write-TestFile $file "LAKE_TEST_A=one`nLAKE_TEST_B=two`n"

        $changes = Import-LakeEnvironment $file

        $env:LAKE_TEST_A | Should -BeExactly one
        $env:LAKE_TEST_B | Should -BeExactly two
        $changes.Name | Should -BeExactly LAKE_TEST_A, LAKE_TEST_B
        $changes.Action | Should -Be Set, Set
        $changes.Line | Should -Be 1, 2
    }

    It 'lets programs that this process starts see them' {
        $null = Write-TestFile $file "LAKE_TEST_A=seen`n"
        $null = Import-LakeEnvironment $file

        Invoke-OtherPowerShell { $env:LAKE_TEST_A } | Should -BeExactly seen
    }

    It 'reads <What>' -ForEach @(
        @{ What = 'blank lines and comments'; Text = "`n# a comment`n  # LAKE_TEST_A=no`n`nLAKE_TEST_A=yes`n"; Value = 'yes' }
        @{ What = 'a comment behind a value'; Text = "LAKE_TEST_A=yes # a comment`n"; Value = 'yes' }
        @{ What = 'a # inside a value'; Text = "LAKE_TEST_A=a#b/c+d==`n"; Value = 'a#b/c+d==' }
        @{ What = 'double quotes'; Text = "LAKE_TEST_A=""a b # c"" # comment`n"; Value = 'a b # c' }
        @{ What = 'single quotes'; Text = "LAKE_TEST_A='a ""b"" `$c \n'`n"; Value = 'a "b" $c \n' }
        @{ What = 'escapes in double quotes'; Text = 'LAKE_TEST_A="a\nb\"c\\d"'; Value = "a`nb""c\d" }
        @{ What = 'export'; Text = "export LAKE_TEST_A=yes`n"; Value = 'yes' }
        @{ What = 'blanks around'; Text = "  LAKE_TEST_A = yes  `n"; Value = 'yes' }
        @{ What = 'Windows line ends'; Text = "LAKE_TEST_A=yes`r`nLAKE_TEST_B=no`r`n"; Value = 'yes' }
        @{ What = 'an end without newline'; Text = 'LAKE_TEST_A=yes'; Value = 'yes' }
        @{ What = 'a byte order mark'; Text = "$([char]0xFEFF)LAKE_TEST_A=yes`n"; Value = 'yes' }
        @{ What = 'the last of two'; Text = "LAKE_TEST_A=no`nLAKE_TEST_A=yes`n"; Value = 'yes' }
    ) {
        $null = Write-TestFile $file $Text

        $changes = Import-LakeEnvironment $file

        $changes.Name | Should -Contain LAKE_TEST_A
        [Environment]::GetEnvironmentVariable('LAKE_TEST_A') | Should -BeExactly $Value
    }

    It 'takes the lower-case names of the shared AWS files for what they mean' {
        $null = Write-TestFile $file "[default]`naws_access_key_id = AKIDEXAMPLE`naws_secret_access_key = abc/def+ghi=`naws_session_token = token`ndatalake_uri=./lake`ntmdb_token=t`nlake_test_c=c`n"

        $changes = Import-LakeEnvironment $file

        $env:AWS_ACCESS_KEY_ID | Should -BeExactly AKIDEXAMPLE
        $env:AWS_SECRET_ACCESS_KEY | Should -BeExactly 'abc/def+ghi='
        $env:AWS_SESSION_TOKEN | Should -BeExactly token
        $env:DATALAKE_URI | Should -BeExactly ./lake
        $env:TMDB_TOKEN | Should -BeExactly t
        [Environment]::GetEnvironmentVariable('lake_test_c') | Should -BeExactly c
        $changes.Name | Should -BeExactly AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, DATALAKE_URI, TMDB_TOKEN, lake_test_c
    }

    It 'tells what was new, what was other and what was so already' {
        Set-TestEnvironment @{ LAKE_TEST_A = 'old'; LAKE_TEST_B = 'same' }
        $null = Write-TestFile $file "LAKE_TEST_A=new`nLAKE_TEST_B=same`nlake_test_c=x`n"

        (Import-LakeEnvironment $file).Action | Should -Be Replaced, Unchanged, Set
    }

    It 'removes a session token that is of other credentials' {
        Set-TestEnvironment @{ AWS_SESSION_TOKEN = 'stale' }
        $null = Write-TestFile $file "AWS_ACCESS_KEY_ID=a`nAWS_SECRET_ACCESS_KEY=b`n"

        $changes = Import-LakeEnvironment $file

        Test-Path Env:AWS_SESSION_TOKEN | Should -BeFalse
        $changes[-1].Name | Should -BeExactly AWS_SESSION_TOKEN
        $changes[-1].Action | Should -Be Removed
    }

    It 'keeps a session token when no other credentials come' {
        Set-TestEnvironment @{ AWS_SESSION_TOKEN = 'mine' }
        $null = Write-TestFile $file "LAKE_TEST_A=a`n"
        $null = Import-LakeEnvironment $file

        $env:AWS_SESSION_TOKEN | Should -BeExactly mine
    }

    It 'reads .env of the current location when no file is named' {
        $null = Write-TestFile $file "LAKE_TEST_A=here`n"
        Push-Location -LiteralPath $folder
        try {
            $null = Import-LakeEnvironment
        }
        finally {
            Pop-Location
        }

        $env:LAKE_TEST_A | Should -BeExactly here
    }

    It 'sets nothing with -WhatIf' {
        $null = Write-TestFile $file "LAKE_TEST_A=a`n"
        Import-LakeEnvironment $file -WhatIf | Should -BeNullOrEmpty
        Test-Path Env:LAKE_TEST_A | Should -BeFalse
    }

    It 'shows names and never values, in any stream' {
        $null = Write-TestFile $file "LAKE_TEST_A=TOPSECRET`n"

        $shown = & { Import-LakeEnvironment $file -Verbose -Debug } *>&1
        $text = @($shown | Out-String -Width 200) + @($shown | Format-List * -Force | Out-String -Width 200) + @($shown | ConvertTo-Json -Depth 3 -WarningAction Ignore)

        "$text" | Should -Match 'LAKE_TEST_A'
        "$text" | Should -Not -Match 'TOPSECRET'
    }

    It 'refuses <What>, names the line and does not repeat it' -ForEach @(
        @{ What = 'a line that is none'; Text = "LAKE_TEST_A=a`nTOPSECRET`n"; Line = 2 }
        @{ What = 'a name that begins with a digit'; Text = "1A=TOPSECRET`n"; Line = 1 }
        @{ What = 'an open quote'; Text = "`nLAKE_TEST_A=""TOPSECRET`n"; Line = 2 }
        @{ What = 'text after a quote'; Text = "LAKE_TEST_A=""a""TOPSECRET`n"; Line = 1 }
        @{ What = 'two sections'; Text = "[default]`nLAKE_TEST_A=TOPSECRET`n[other]`n"; Line = 3 }
    ) {
        $null = Write-TestFile $file $Text

        Import-LakeEnvironment $file -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidEnvironmentFile,DataLakeTools.Commands.ImportLakeEnvironmentCommand'
        $errors[0].CategoryInfo.Category | Should -Be InvalidData
        $errors[0].TargetObject | Should -Be $file
        $errors[0].ErrorDetails.Message | Should -BeLike "Line $Line of *"
        $errors[0] | Format-List * -Force | Out-String | Should -Not -Match TOPSECRET
        Test-Path Env:LAKE_TEST_A | Should -BeFalse
    }

    It 'refuses text that is not UTF-8' {
        [IO.File]::WriteAllBytes($file, [byte[]] (0x41, 0x3D, 0xE7, 0x0A))
        Import-LakeEnvironment $file -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidEnvironmentFile,DataLakeTools.Commands.ImportLakeEnvironmentCommand'
    }

    It 'says that the file is not there' {
        Import-LakeEnvironment (Join-Path $folder absent.env) -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'SourceNotFound,DataLakeTools.Commands.ImportLakeEnvironmentCommand'
        $errors[0].CategoryInfo.Category | Should -Be ObjectNotFound
    }

    It 'runs under the latest strict mode' {
        Set-StrictMode -Version Latest
        $null = Write-TestFile $file "LAKE_TEST_A=a`n"
        Import-LakeEnvironment $file | Out-String | Should -Match 'LAKE_TEST_A'
    }
}
