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
    Describe "Write-RawJsonBatch, to $($kind.Label)" -ForEach $kind -Skip:$kind.IsMissing {
        BeforeAll {
            function Read-Object($Lake, [string] $Key) {
                if ($Lake.Kind -eq 'Folder') {
                    return Get-Content -LiteralPath (Join-Path $Lake.Root $Key) -Raw
                }

                Invoke-AwsCli s3 cp "s3://$($Lake.Root)/$Key" -
            }
        }

        BeforeEach {
            $lake = New-TestLake $Kind
            $to = @{ Lake = $lake.Address; Date = '2022-05-02' }
        }

        It 'writes records to one file, with the path of the convention' {
            $receipt = '{"id":1,"title":"Ação"}', '{"id":2,"title":null}' | Write-RawJsonBatch @to -Specification Movies/Crime

            $receipt.Status | Should -Be Uploaded
            $receipt.Records | Should -Be 2
            $receipt.Key | Should -Match '^Raw/TMDB/JSON/Movies/Crime/2022/05/02/[a-z]{3}-[a-z]{3}-[a-z]{3}\.json$'
            Get-TestLakeKey $lake | Should -Be $receipt.Key
            $read = Read-Object $lake $receipt.Key | ConvertFrom-Json
            $read.id | Should -Be 1, 2
            $read[0].title | Should -BeExactly 'Ação'
        }

        It 'begins a new file after 100 records' {
            $receipts = 1..250 | ForEach-Object { [pscustomobject] @{ id = $_ } } | Write-RawJsonBatch @to

            $receipts.Records | Sort-Object | Should -Be 50, 100, 100
            Get-TestLakeKey $lake | Should -HaveCount 3
        }

        It 'leaves the same records alone the second time' {
            $first = '{"id":1}' | Write-RawJsonBatch @to
            $second = '{"id":1}' | Write-RawJsonBatch @to

            $second.Status | Should -Be Unchanged
            $second.Key | Should -Be $first.Key
        }

        It 'writes one record a line with JsonLines' {
            $receipt = '{"id":1}', '{"id":2}' | Write-RawJsonBatch @to -Format jsonlines
            (Read-Object $lake $receipt.Key).TrimEnd() -split "`n" | Should -Be '{"id":1}', '{"id":2}'
        }

        It 'writes nothing with -WhatIf' {
            ('{"id":1}' | Write-RawJsonBatch @to -WhatIf).Status | Should -Be WhatIf
            Get-TestLakeKey $lake | Should -BeNullOrEmpty
        }

        It 'is summed up once, also with -Replace' {
            $null = 1..5 | ForEach-Object { "{`"id`":$_}" } | Write-RawJsonBatch @to -MaxRecords 1 -Replace -InformationVariable said 6> $null
            $said | Should -HaveCount 1
        }

        It 'removes with -Replace what is of earlier runs, and nothing else' {
            $old = '{"id":1}' | Write-RawJsonBatch @to
            $deeper = '{"id":2}' | Write-RawJsonBatch @to -Specification Movies
            $otherDay = '{"id":3}' | Write-RawJsonBatch -Lake $lake.Address -Date 2022-05-03

            $new = '{"id":4}' | Write-RawJsonBatch @to -Replace

            $keys = Get-TestLakeKey $lake
            $keys | Should -HaveCount 3
            $keys | Should -Contain $new.Key
            $keys | Should -Contain $deeper.Key
            $keys | Should -Contain $otherDay.Key
            $keys | Should -Not -Contain $old.Key
        }

        It 'removes nothing with -Replace when <What>' -ForEach @(
            @{ What = 'no record came'; Records = @() }
            @{ What = 'a record was bad'; Records = @('{"id":4}', '{"id":') }
        ) {
            $old = '{"id":1}' | Write-RawJsonBatch @to

            $null = $Records | Write-RawJsonBatch @to -Replace -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction SilentlyContinue

            $warnings | Should -Match 'removed nothing'
            Get-TestLakeKey $lake | Should -Contain $old.Key
        }

        It 'names a bad record and goes on with the others' {
            $receipt = '{"id":1}', 'no json', '{"id":3}' | Write-RawJsonBatch @to -ErrorVariable errors -ErrorAction SilentlyContinue

            $receipt.Records | Should -Be 2
            $errors | Should -HaveCount 1
            $errors[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidRecord,DataLakeTools.Commands.WriteRawJsonBatchCommand'
        }
    }
}

Describe 'Write-RawJsonBatch' {
    It 'is refused with <Id> before a record is read' -ForEach @(
        @{ Given = @{}; Id = 'LakeNotGiven' }
        @{ Given = @{ Lake = './lake'; Specification = '../A' }; Id = 'InvalidKey' }
        @{ Given = @{ Lake = './lake'; Specification = 'x' * 300 }; Id = 'InvalidKey' }
        @{ Given = @{ Lake = 's3://some-bucket/' + (@('p' * 89) * 10 -join '/'); Specification = 'x' * 100; EndpointUrl = 'http://127.0.0.1:9' }; Id = 'InvalidKey' }
    ) {
        $script:read = 0
        { 1..150 | ForEach-Object { $script:read++; "{`"id`":$_}" } | Write-RawJsonBatch @Given } | Should -Throw -ErrorId "$Id,DataLakeTools.Commands.WriteRawJsonBatchCommand"

        $read | Should -Be 0
    }

    It 'writes of what came from a job what the record is, and not what the job put on it' {
        $lake = New-TestFolder
        $sent = Start-Job { [pscustomobject] @{ id = 1; nested = @{ runspaceId = 'mine' } } } | Receive-Job -Wait -AutoRemoveJob
        $receipt = $sent | Write-RawJsonBatch $lake

        $sent.PSObject.Properties.Name | Should -Contain RunspaceId
        (Get-Content $receipt.Address -Raw | ConvertFrom-Json | ConvertTo-Json -Compress) | Should -BeExactly '{"id":1,"nested":{"runspaceId":"mine"}}'
    }
}
