BeforeDiscovery {
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    $kinds = Get-TestLakeKind
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
    Start-TestServer
}

AfterAll {
    Stop-TestServer
}

foreach ($kind in $kinds) {
    Describe "Get-LakeObject, from $($kind.Label)" -ForEach $kind -Skip:$kind.IsMissing {
        BeforeAll {
            $lake = New-TestLake $Kind
            $folder = New-TestFolder
            Copy-Sample $folder
            $receipts = @(
                Send-RawCsv (Join-Path $folder movies.csv), (Join-Path $folder series.csv) $lake.Address -Date 2022-05-02
                Send-RawCsv (Join-Path $folder movies.csv) $lake.Address -Date 2022-05-03
                Send-RawCsv (Join-Path $folder movies.csv) $lake.Address -Date 2022-05-03 -Origin IMDb -Specification ''
            )
            $keys = [string[]] $receipts.Key
            [Array]::Sort($keys, [StringComparer]::Ordinal)
        }

        It 'lists what is there, in the order of the keys' {
            (Get-LakeObject $lake.Address).Key | Should -BeExactly $keys
        }

        It 'says what the key says' {
            $found = Get-LakeObject $lake.Address -Date 2022-05-02 -Specification Movies

            $found | Should -HaveCount 1
            $found.PSTypeNames[0] | Should -BeExactly DataLakeTools.LakeObject
            $found.Lake | Should -Be $lake.Address
            $found.Address | Should -Be $receipts[0].Address
            $found.Layer, $found.Origin, $found.Format, $found.Specification | Should -BeExactly Raw, Local, CSV, Movies
            $found.Date.ToString('o') | Should -Be 2022-05-02
            $found.FileName | Should -Be movies.csv
            $found.Size | Should -Be $receipts[0].Size
            $found.ETag | Should -Not -BeNullOrEmpty
            $found.LastModified | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddDays(-1))
        }

        It 'lists <Count> objects for <What>' -ForEach @(
            @{ What = 'an origin'; Given = @{ Origin = 'IMDb' }; Count = 1 }
            @{ What = 'no specification'; Given = @{ Specification = '' }; Count = 1 }
            @{ What = 'a specification'; Given = @{ Specification = 'Movies' }; Count = 2 }
            @{ What = 'a format'; Given = @{ Format = 'JSON' }; Count = 0 }
            @{ What = 'a layer'; Given = @{ Layer = 'Trusted' }; Count = 0 }
            @{ What = 'a day'; Given = @{ Date = '2022-05-03' }; Count = 2 }
            @{ What = 'the days from one on'; Given = @{ From = '2022-05-03' }; Count = 2 }
            @{ What = 'the days up to one'; Given = @{ To = '2022-05-02' }; Count = 2 }
            @{ What = 'a range of days'; Given = @{ From = '2022-05-01'; To = '2022-05-31' }; Count = 4 }
        ) {
            @(Get-LakeObject $lake.Address @Given) | Should -HaveCount $Count
        }

        It 'shows a table with the key, in strict mode' {
            Set-StrictMode -Version Latest
            Get-LakeObject $lake.Address | Out-String -Width 150 | Should -Match '\d\d:\d\dZ?.* 7.11 KB Raw/Local/CSV/Series/2022/05/02/series.csv'
        }

        It 'lists nothing of an empty lake' {
            Get-LakeObject (New-TestLake $Kind).Address -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        }

        It 'takes the lake of DATALAKE_URI when none is named' {
            Set-TestEnvironment @{ DATALAKE_URI = $lake.Address }
            try {
                @(Get-LakeObject) | Should -HaveCount 4
            }
            finally {
                Set-TestEnvironment @{ DATALAKE_URI = $null }
            }
        }
    }
}

Describe 'Get-LakeObject' {
    It 'says that a folder is not there, and does not pass it for an empty lake' {
        Get-LakeObject (Join-Path (New-TestFolder) lake) -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty

        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'LakeNotFound,DataLakeTools.Commands.GetLakeObjectCommand'
        Get-LakeObject (New-TestFolder) -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'says that one day and a range of days do not go together' -ForEach @(
        @{ Range = @{ From = '2022-05-01' } }, @{ Range = @{ To = '2022-05-31' } }, @{ Range = @{ From = '2022-05-01'; To = '2022-05-31' } }
    ) {
        $thrown = { Get-LakeObject . -Date 2022-05-02 @Range } | Should -Throw -PassThru -ErrorId 'InvalidOption,DataLakeTools.Commands.GetLakeObjectCommand'

        "$thrown" | Should -BeLike '*-Date is one day, -From and -To are many*'
    }

    It 'is refused when no lake is named anywhere' {
        { Get-LakeObject } | Should -Throw -ErrorId 'LakeNotGiven,DataLakeTools.Commands.GetLakeObjectCommand'
    }
}
