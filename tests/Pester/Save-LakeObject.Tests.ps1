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

Describe 'Save-LakeObject' {
    It 'says the line for <Given>, which is no key' -ForEach @(
        @{ Given = @('./out'); Line = 'Save-LakeObject Raw ./out -Recurse' }
        @{ Given = 's3://my-lake', './out'; Line = 'Save-LakeObject Raw ./out -Recurse -Lake s3://my-lake' }
        @{ Given = 's3://my-lake/Raw/Local', '../out'; Line = 'Save-LakeObject Raw/Local ../out -Recurse -Lake s3://my-lake' }
    ) {
        $wrong = { Save-LakeObject @Given -Recurse } | Should -Throw -PassThru -ErrorId 'InvalidKey,DataLakeTools.Commands.SaveLakeObjectCommand'
        $wrong.ErrorDetails.RecommendedAction | Should -BeExactly $Line
    }
}

foreach ($kind in $kinds) {
    Describe "Save-LakeObject, from $($kind.Label)" -ForEach $kind -Skip:$kind.IsMissing {
        BeforeEach {
            $lake = New-TestLake $Kind
            $folder = New-TestFolder
            Copy-Sample $folder
            $receipts = @(
                Send-RawCsv (Join-Path $folder movies.csv), (Join-Path $folder series.csv) $lake.Address -Date 2022-05-02
                Send-RawCsv (Join-Path $folder movies.csv) $lake.Address -Date 2022-05-03
            )
            $to = Join-Path $folder 'to here'
        }

        It 'saves an object byte for byte, and skips it when it is there' {
            $saved = Save-LakeObject $receipts[0].Key $to -Lake $lake.Address

            $saved.PSTypeNames[0] | Should -BeExactly DataLakeTools.SavedObject
            $saved.Status, $saved.Lake, $saved.Key, $saved.Size | Should -Be Saved, $lake.Address, $receipts[0].Key, $receipts[0].Size
            $saved.Path | Should -Be (Join-Path $to movies.csv)
            (Get-FileHash $saved.Path).Hash | Should -Be (Get-FileHash (Join-Path $folder movies.csv)).Hash
            (Save-LakeObject $receipts[0].Key $to -Lake $lake.Address).Status | Should -Be Unchanged
            $saved | Out-String -Width 200 | Should -Match "(?m)^Saved +10\.3 KB .*$([regex]::Escape($saved.Path))"
        }

        It 'saves all below a key with -Recurse, and keeps the folders' {
            $saved = Save-LakeObject Raw/Local/CSV $to -Recurse -Lake $lake.Address

            $saved.Status | Should -Be Saved, Saved, Saved
            $names = 'Movies/2022/05/02/movies.csv', 'Movies/2022/05/03/movies.csv', 'Series/2022/05/02/series.csv'
            $saved.Path | Should -Be ($names | ForEach-Object { Join-Path $to ($_ -replace '/', [IO.Path]::DirectorySeparatorChar) })
            (Save-LakeObject Raw/Local $to -Recurse -Lake $lake.Address).Status | Should -Be Saved, Saved, Saved -Because 'they stand one level lower'
            (Save-LakeObject Raw/Local/CSV/ $to -Recurse -Lake $lake.Address).Status | Should -Be Unchanged, Unchanged, Unchanged
        }

        It 'takes what Get-LakeObject lists, and receipts' {
            (Get-LakeObject $lake.Address -Date 2022-05-02 | Save-LakeObject -Destination $to).Status | Should -Be Saved, Saved
            ($receipts[0, 1] | Save-LakeObject -Destination $to).Status | Should -Be Unchanged, Unchanged
        }

        It 'refuses what would be one file, and says how to keep both' {
            $saved = Get-LakeObject $lake.Address -Specification Movies | Save-LakeObject -Destination $to -ErrorVariable wrong -ErrorAction SilentlyContinue

            $saved.Key | Should -Be $receipts[0].Key
            $wrong.FullyQualifiedErrorId | Should -Be 'ObjectExists,DataLakeTools.Commands.SaveLakeObjectCommand'
            $wrong[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Recurse*'
        }

        It 'keeps another file unless -Force is given' {
            $null = New-Item $to -ItemType Directory
            $null = Write-TestFile (Join-Path $to movies.csv) mine

            Save-LakeObject $receipts[0].Key $to -Lake $lake.Address -ErrorVariable wrong -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $wrong.FullyQualifiedErrorId | Should -Be 'ObjectExists,DataLakeTools.Commands.SaveLakeObjectCommand'
            Get-Content (Join-Path $to movies.csv) | Should -BeExactly mine
            (Save-LakeObject $receipts[0].Key $to -Lake $lake.Address -Force).Status | Should -Be Replaced
        }

        It 'says what is not there, <What>, and goes on' -ForEach @(
            @{ What = 'of a key'; Recurse = $false }, @{ What = 'below a key'; Recurse = $true }
        ) {
            $missing = Save-LakeObject Raw/none/such.csv $to -Lake $lake.Address -Recurse:$Recurse -ErrorVariable wrong -ErrorAction SilentlyContinue

            $missing | Should -BeNullOrEmpty
            $wrong.FullyQualifiedErrorId | Should -Be 'LakeRequestFailed,DataLakeTools.Commands.SaveLakeObjectCommand'
            $to | Should -Not -Exist
        }

        It 'writes nothing with -WhatIf' {
            Save-LakeObject Raw/Local/CSV $to -Recurse -Lake $lake.Address -WhatIf | Should -BeNullOrEmpty
            $to | Should -Not -Exist
        }
    }
}
