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
    Describe "Receive-LakeObject, from $($kind.Label)" -ForEach $kind -Skip:$kind.IsMissing {
        BeforeEach {
            $lake = New-TestLake $Kind
            $to = @{ Lake = $lake.Address; Date = '2022-05-02' }
            $records = '{"id":1,"t":"Caf\u00e9 — ação","n":1.50}', '{"id":2,"nested":{"list":[{"a":1},{"a":2}]},"none":null}'
        }

        It 'reads records back as objects, byte for byte, from <Format>' -ForEach @(
            @{ Format = 'JsonArray' }, @{ Format = 'JsonLines' }
        ) {
            $read = $records | Write-RawJsonBatch @to -Format $Format | Receive-LakeObject

            $read.id | Should -Be 1, 2
            $read[0].t | Should -BeExactly 'Café — ação'
            $read[1].nested.list.a | Should -Be 1, 2
            $read[1].none | Should -BeNullOrEmpty
            foreach ($index in 0, 1) {
                $read[$index].ToJson() | Should -BeExactly $records[$index]
                [Text.Encoding]::UTF8.GetString($read[$index].GetBytes()) | Should -BeExactly $records[$index]
            }
        }

        It 'shows records of TMDB as they were shown when they came, and others in a table of few columns' {
            $film = '{"id":550,"title":"Fight Club","release_date":"1999-10-15","vote_count":1,"vote_average":8.4,"popularity":9.5,"credits":{"cast":[{"id":1}]}}' | Write-RawJsonBatch @to -Specification Movies | Receive-LakeObject
            $order = '{"order":7,"lines":[{"a":1}],"customer":"x","total":3.5,"paid":true,"note":"n"}' | Write-RawJsonBatch @to -Origin Shop | Receive-LakeObject

            $film | Out-String -Width 79 | Should -Match '(?m)^ +550 1999-10-15 .*Fight Club\s*$'
            (($order | Out-String -Width 79).Trim() -split '\r?\n')[0] -split ' +' | Should -Be order, customer, total, paid
            $order | Format-List * | Out-String | Should -Match '(?m)^note +: n'
            $order.lines.a, $film.credits.cast.id | Should -Be 1, 1
            $film, $order | ForEach-Object { $_.PSObject.Properties.Name.Count } | Should -Be 7, 6
        }

        It 'shows the last value of a name that stands twice, and hides no name that differs in case alone' {
            $read = '{"id":1,"a":1,"a":2,"A":3,"A":5,"in":{"b":1,"B":2}}' | Write-RawJsonBatch @to | Receive-LakeObject

            $read.a, $read.A_2 | Should -Be 2, 5
            $read.in.b, $read.in.B_2 | Should -Be 1, 2
        }

        It 'has no more fields as JSON than the source' {
            $read = '{"id":1,"title":"x","n":null,"list":[{"a":1}]}' | Write-RawJsonBatch @to | Receive-LakeObject

            $read | ConvertTo-Json -Depth 5 -Compress | Should -BeExactly '{"id":1,"title":"x","n":null,"list":[{"a":1}]}'
        }

        It 'writes what it has read as it was' {
            $first = $records | Write-RawJsonBatch @to
            $again = $first | Receive-LakeObject | Write-RawJsonBatch @to

            $again.Status | Should -Be Unchanged
            $again.Key | Should -Be $first.Key
        }

        It 'takes what Get-LakeObject lists, many files at once' {
            $null = 1..250 | ForEach-Object { "{`"id`":$_}" } | Write-RawJsonBatch @to -Specification Numbers

            $read = Get-LakeObject $lake.Address -Specification Numbers | Receive-LakeObject

            $read.id | Sort-Object | Should -Be (1..250)
        }

        It 'reads the rows of CSV files like Import-RawCsv' {
            $file = Write-TestFile (Join-Path (New-TestFolder) movies.csv) "id|title|year`r`n1|Ação, só|\N`r`n2|x|1999`r`n"

            $read = Send-RawCsv $file @to | Receive-LakeObject

            ($read | ConvertTo-Json) | Should -BeExactly (Import-RawCsv $file | ConvertTo-Json)
            $read[0].year | Should -BeNullOrEmpty
        }

        It 'reads by -Key, from the lake of the environment when none is named' {
            $key = ($records | Write-RawJsonBatch @to).Key
            Set-TestEnvironment @{ DATALAKE_URI = $lake.Address }
            try {
                (Receive-LakeObject $key).id | Should -Be 1, 2
            }
            finally {
                Set-TestEnvironment @{ DATALAKE_URI = $null }
            }
        }

        It 'gives an error for what is not there, and goes on' {
            $key = ($records | Write-RawJsonBatch @to).Key

            (Receive-LakeObject 'Raw/TMDB/JSON/2022/05/02/no-such-one.json', $key -Lake $lake.Address -ErrorVariable wrong -ErrorAction SilentlyContinue).id | Should -Be 1, 2

            $wrong | Should -HaveCount 1
            $wrong[0].TargetObject | Should -BeLike '*no-such-one.json'
            if ($Kind -eq 'Folder') {
                $wrong[0].ErrorDetails.RecommendedAction | Should -BeLike '*Get-LakeObject*'
            }
        }

        if ($Kind -eq 'S3') {
            It 'takes objects of S3 as AWS.Tools gives them: the bucket is no folder' {
                $receipt = $records | Write-RawJsonBatch -Lake "$($lake.Address)/prefix" -Date 2022-05-02
                $object = [pscustomobject] @{ PSTypeName = 'Amazon.S3.Model.S3Object'; BucketName = $lake.Root; Key = "prefix/$($receipt.Key)"; Size = $receipt.Size; LastModified = [datetime]::UtcNow; ETag = '"x"' }
                Set-TestEnvironment @{ DATALAKE_URI = '/no/lake' }
                Push-Location (New-TestFolder)
                try {
                    $null = New-Item $lake.Root -ItemType Directory
                    ($object | Receive-LakeObject -ErrorAction Stop).id | Should -Be 1, 2
                    ($object | Select-Object BucketName, @{ n = 'Key'; e = { $receipt.Key } } | Receive-LakeObject -Lake "$($lake.Address)/prefix" -ErrorAction Stop).id | Should -Be 1, 2
                }
                finally {
                    Pop-Location
                    Set-TestEnvironment @{ DATALAKE_URI = $null }
                }
            }
        }

        It 'stops reading with Select-Object -First' {
            $receipts = 1..250 | ForEach-Object { "{`"id`":$_}" } | Write-RawJsonBatch @to

            $receipts | Receive-LakeObject | Select-Object -First 3 | Should -HaveCount 3
        }
    }
}

Describe 'Receive-LakeObject' {
    It 'gives what stands before the fault in a file that is not JSON, and then an error' {
        $lake = New-TestFolder
        $null = Write-TestFile (Join-Path $lake some.json) "{`"id`":1}`n{`"id`":"

        (Receive-LakeObject some.json -Lake $lake -ErrorVariable wrong -ErrorAction SilentlyContinue).id | Should -Be 1

        $wrong[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidRecord,DataLakeTools.Commands.ReceiveLakeObjectCommand'
    }

    It 'does not take a bucket with a level in it' {
        $object = [pscustomobject] @{ BucketName = 'films/..'; Key = 'a.json' }

        { $object | Receive-LakeObject } | Should -Throw -ErrorId 'InvalidBucketName,DataLakeTools.Commands.ReceiveLakeObjectCommand'
    }

    It 'passes over the steps of a job that were skipped' {
        $skipped = [pscustomobject] @{ Step = 'films'; Reason = 'There is no TMDB token.'; Key = $null; Status = 'Skipped' }

        "$($skipped | Receive-LakeObject -Verbose -ErrorAction Stop 4>&1)" | Should -Match 'step of a job that was skipped'
    }

    It 'passes over what was only a WhatIf' {
        $receipt = '{"id":1}' | Write-RawJsonBatch -Lake (New-TestFolder) -Specification Some -WhatIf

        "$($receipt | Receive-LakeObject -Verbose -ErrorAction Stop 4>&1)" | Should -Match 'only a WhatIf'
    }

    It 'refuses <What> that has no key' -ForEach @(
        @{ What = 'an object'; Given = [pscustomobject] @{ Key = $null } }
        @{ What = 'an object with an empty text'; Given = [pscustomobject] @{ Key = '' } }
    ) {
        $Given | Receive-LakeObject -Lake (New-TestFolder) -ErrorVariable wrong -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $wrong[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidKey,DataLakeTools.Commands.ReceiveLakeObjectCommand'
    }

    It 'says when an object is neither JSON nor CSV' {
        Receive-LakeObject picture.png -Lake (New-TestFolder) -ErrorVariable wrong -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $wrong[0].FullyQualifiedErrorId | Should -BeExactly 'InvalidOption,DataLakeTools.Commands.ReceiveLakeObjectCommand'
    }
}
