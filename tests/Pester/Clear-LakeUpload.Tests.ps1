BeforeDiscovery {
    Import-Module $PSScriptRoot/TestLake.psm1 -Force
    $noServer = Get-MissingProgram moto_server, aws
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)
    Start-TestServer

    function New-Partial($Lake, $Folder, [timespan] $Age) {
        $path = Join-Path $Lake.Root $Folder
        $null = New-Item $path -ItemType Directory -Force
        $file = Write-TestFile (Join-Path $path ".$([guid]::NewGuid().ToString('N')).partial") 'id|titulo'
        (Get-Item $file -Force).LastWriteTimeUtc = [DateTime]::UtcNow - $Age
        $file
    }
}

AfterAll {
    Stop-TestServer
}

Describe 'Clear-LakeUpload, in a folder' {
    BeforeEach {
        $lake = New-TestLake Folder
        $old = New-Partial $lake 'Raw/Local/CSV/Movies/2022/05/02' '2.00:00:00'
        $young = New-Partial $lake 'Raw/Local/CSV/Series/2022/05/02' '01:00:00'
    }

    It 'removes what has stood still for a day and says so' {
        $removed = Clear-LakeUpload $lake.Address

        $removed | Should -HaveCount 1
        $removed.PSTypeNames[0] | Should -BeExactly DataLakeTools.LakeUpload
        $removed.Removed | Should -BeTrue
        $removed.Lake | Should -Be $lake.Address
        $removed.Key | Should -Be "Raw/Local/CSV/Movies/2022/05/02/$(Split-Path $old -Leaf)"
        $removed.Size | Should -Be 9
        $removed.Parts | Should -Be 1
        $removed.Age.TotalDays | Should -BeGreaterThan 1.99
        $old | Should -Not -Exist
        Split-Path $old | Should -Not -Exist
        $young | Should -Exist
    }

    It 'removes only what is of the keys that are named' {
        Clear-LakeUpload $lake.Address -Key '*/Series/*' -OlderThan 0 | Should -HaveCount 1

        $young | Should -Not -Exist
        $old | Should -Exist
    }

    It 'removes what is older than is said' {
        Clear-LakeUpload $lake.Address -OlderThan 00:30:00 | Should -HaveCount 2
        Clear-LakeUpload $lake.Address -OlderThan 0 | Should -BeNullOrEmpty
        Get-TestLakeRemnant $lake | Should -BeNullOrEmpty
    }

    It 'leaves the young alone' {
        Clear-LakeUpload $lake.Address -OlderThan 3.00:00:00 | Should -BeNullOrEmpty
        $old, $young | Should -Exist
    }

    It 'only lists with -WhatIf' {
        $listed = Clear-LakeUpload $lake.Address -WhatIf

        $listed.Removed | Should -BeFalse
        $old | Should -Exist
    }

    It 'touches nothing that is published' {
        Copy-Sample ($folder = New-TestFolder)
        $null = Send-RawCsv (Join-Path $folder movies.csv) $lake.Address -Date 2022-05-02

        $null = Clear-LakeUpload $lake.Address -OlderThan 0

        Get-TestLakeKey $lake | Should -Be Raw/Local/CSV/Movies/2022/05/02/movies.csv
    }

    It 'refuses a negative age' {
        $caught = try { Clear-LakeUpload $lake.Address -OlderThan -1 } catch { $_ }

        $caught.FullyQualifiedErrorId | Should -BeExactly 'InvalidOption,DataLakeTools.Commands.ClearLakeUploadCommand'
        $old | Should -Exist
    }
}

Describe "Clear-LakeUpload and resuming, in S3 $noServer" -Skip:([bool] $noServer) {
    BeforeEach {
        $lake = New-TestLake S3
        $folder = New-TestFolder
        $movies = New-LargeCsv (Join-Path $folder movies.csv) 12MB
        $key = 'Raw/Local/CSV/Movies/2022/05/02/movies.csv'

        # An upload as a killed sender leaves it: the first of three parts is there.
        function New-Abandoned($Key, [int] $PartSize = 5MB) {
            $part = Join-Path $folder part
            $stream = [IO.File]::OpenRead($movies)
            $bytes = [byte[]]::new($PartSize)
            $stream.ReadExactly($bytes)
            $stream.Dispose()
            [IO.File]::WriteAllBytes($part, $bytes)
            $upload = (Invoke-AwsCli s3api create-multipart-upload --bucket $lake.Root --key $Key | ConvertFrom-Json).UploadId
            $null = Invoke-AwsCli s3api upload-part --bucket $lake.Root --key $Key --upload-id $upload --part-number 1 --body $part
            $upload
        }
    }

    It 'sends what is missing of an interrupted upload and leaves none open' {
        $null = New-Abandoned $key

        $receipt = Send-RawCsv $movies $lake.Address -Date 2022-05-02 -PartSize 5MB

        $receipt.Status | Should -Be Resumed
        $receipt.BytesKept | Should -Be 5MB
        $receipt.BytesSent | Should -Be ($receipt.Size - 5MB)
        $receipt.Parts | Should -Be 3
        Get-TestLakeKey $lake | Should -Be $key
        Get-TestLakeHash $lake $key | Should -Be (Get-FileHash $movies).Hash
        Get-TestLakeRemnant $lake | Should -BeNullOrEmpty
    }

    It 'starts over with -NoResume and removes what was there' {
        $null = New-Abandoned $key

        $receipt = Send-RawCsv $movies $lake.Address -Date 2022-05-02 -PartSize 5MB -NoResume

        $receipt.Status | Should -Be Uploaded
        $receipt.BytesKept | Should -Be 0
        $receipt.BytesSent | Should -Be $receipt.Size
        Get-TestLakeHash $lake $key | Should -Be (Get-FileHash $movies).Hash
        Get-TestLakeRemnant $lake | Should -BeNullOrEmpty
    }

    It 'lists and removes uploads of the lake, and none outside its prefix' {
        $inside = New-Abandoned "zone/$key"
        $outside = New-Abandoned "zone two/$key"

        Clear-LakeUpload "$($lake.Address)/zone" | Should -BeNullOrEmpty
        $listed = Clear-LakeUpload "$($lake.Address)/zone" -OlderThan 0 -WhatIf
        $removed = Clear-LakeUpload "$($lake.Address)/zone" -OlderThan 0

        $listed.Id | Should -Be $inside
        $listed.Removed | Should -BeFalse
        $removed.Id | Should -Be $inside
        $removed.Key | Should -Be $key
        $removed.Size | Should -Be 5MB
        $removed.Parts | Should -Be 1
        $removed.Removed | Should -BeTrue
        Get-TestLakeRemnant $lake | Should -Be $outside
    }
}
