BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1
    Import-Module (Get-BuiltModule)

    class Half { [string] $Name = 'half' }

    function New-Row {
        $table = [Data.DataTable]::new()
        $null = $table.Columns.Add('id', [int])
        $null = $table.Columns.Add('name', [string])
        $null = $table.Rows.Add(1, 'a')
        $null = $table.Rows.Add(2, [DBNull]::Value)
        , $table
    }

    function Write-Record {
        # Writes what comes to a new lake and gives the lines that stand in its files, without the brackets of the array.
        [CmdletBinding()]
        param([Parameter(ValueFromPipeline)] $InputObject, [switch] $Unrolled, [hashtable] $More = @{})
        end {
            $lake = New-TestFolder
            $written = if ($MyInvocation.ExpectingInput) { $input | Write-RawJsonBatch $lake -Format JsonLines @More } else { Write-RawJsonBatch $lake -Format JsonLines -InputObject $InputObject @More }
            $written | ForEach-Object { Get-Content -LiteralPath $_.Address }
        }
    }
}

Describe 'An object as a record' {
    It 'is <Expected>, given <Given>' -ForEach @(
        @{ Given = '[pscustomobject] @{ b = 1; a = 2 }'; Expected = '{"b":1,"a":2}' }
        @{ Given = '@{ b = 1; a = 2; c = 3; e = 4; d = 5 }'; Expected = '{"a":2,"b":1,"c":3,"d":5,"e":4}' }
        @{ Given = '[ordered] @{ b = 1; a = 2 }'; Expected = '{"b":1,"a":2}' }
        @{ Given = '@{ v = $null }'; Expected = '{"v":null}' }
        @{ Given = '@{ v = [DBNull]::Value }'; Expected = '{"v":null}' }
        @{ Given = "1 | Select-Object @{ n = 'v'; e = { } }"; Expected = '{"v":null}' }
        @{ Given = '@{ v = $true }'; Expected = '{"v":true}' }
        @{ Given = '@{ v = 1 }'; Expected = '{"v":1}' }
        @{ Given = '@{ v = 1.0 }'; Expected = '{"v":1.0}' }
        @{ Given = '@{ v = 1.5 }'; Expected = '{"v":1.5}' }
        @{ Given = '@{ v = 1e300 }'; Expected = '{"v":1E+300}' }
        @{ Given = '@{ v = [single] 2 }'; Expected = '{"v":2.0}' }
        @{ Given = '@{ v = 1.10d }'; Expected = '{"v":1.10}' }
        @{ Given = "@{ v = [bigint]::Parse('123456789012345678901234567890') }"; Expected = '{"v":123456789012345678901234567890}' }
        @{ Given = "@{ v = 'a`"b' }"; Expected = '{"v":"a\"b"}' }
        @{ Given = "@{ v = [char] 'x' }"; Expected = '{"v":"x"}' }
        @{ Given = "@{ v = [datetime]::new(2022, 5, 2, 1, 2, 3, [DateTimeKind]::Utc) }"; Expected = '{"v":"2022-05-02T01:02:03Z"}' }
        @{ Given = '@{ v = [DateOnly]::new(2022, 5, 2) }'; Expected = '{"v":"2022-05-02"}' }
        @{ Given = '@{ v = [timespan]::FromMinutes(90) }'; Expected = '{"v":"01:30:00"}' }
        @{ Given = "@{ v = [guid] '11111111-2222-3333-4444-555555555555' }"; Expected = '{"v":"11111111-2222-3333-4444-555555555555"}' }
        @{ Given = "@{ v = [version] '1.2.3' }"; Expected = '{"v":"1.2.3"}' }
        @{ Given = "@{ v = [uri] 'http://example.com/a%20b' }"; Expected = '{"v":"http://example.com/a%20b"}' }
        @{ Given = "@{ v = [ipaddress] '127.0.0.1' }"; Expected = '{"v":"127.0.0.1"}' }
        @{ Given = '@{ v = [regex] "a+" }'; Expected = '{"v":"a+"}' }
        @{ Given = '@{ v = [DayOfWeek]::Monday }'; Expected = '{"v":"Monday"}' }
        @{ Given = 'Start-Job { [pscustomobject] @{ v = [DayOfWeek]::Monday } } | Receive-Job -Wait -AutoRemoveJob'; Expected = '{"v":"Monday"}' }
        @{ Given = '@{ v = [byte[]] (1, 2, 3) }'; Expected = '{"v":"AQID"}' }
        @{ Given = '@{ v = 1, $null, @(2) }'; Expected = '{"v":[1,null,[2]]}' }
        @{ Given = '@{ v = [Collections.Generic.HashSet[int]] @(3) }'; Expected = '{"v":[3]}' }
        @{ Given = "@{ v = [Text.Json.Nodes.JsonNode]::Parse('{`"z`":1,`"a`":[2]}') }"; Expected = '{"v":{"z":1,"a":[2]}}' }
        @{ Given = '[Half]::new()'; Expected = '{"Name":"half"}' }
        @{ Given = '(New-Row).Rows[1]'; Expected = '{"id":2,"name":null}' }
        @{ Given = "@{ a = 1 } | Add-Member note 'n' -PassThru"; Expected = '{"a":1,"note":"n"}' }
        @{ Given = "`$d = [Collections.Generic.Dictionary[int, string]]::new(); `$d[2] = 'b'; `$d[1] = 'a'; , `$d"; Expected = '{"1":"a","2":"b"}' }
        @{ Given = '$x = [Dynamic.ExpandoObject]::new(); $x.b = 1; $x.a = 2; , $x'; Expected = '{"b":1,"a":2}' }
        @{ Given = "`$x = [Collections.Specialized.NameValueCollection]::new(); `$x.Add('a', '1'); `$x.Add('a', '2'); `$x.Add('b', '3'); @{ v = `$x }"; Expected = '{"v":{"a":["1","2"],"b":"3"}}' }
        @{ Given = ", [Text.Encoding]::UTF8.GetBytes('{`"a`":1}')"; Expected = '{"a":1}' }
    ) {
        & ([scriptblock]::Create($Given)) | Write-Record | Should -BeExactly $Expected
    }

    It 'is an error that names <Place>, and the others go on, given <Given>' -ForEach @(
        @{ Given = "@{ a = @{ b = [xml] '<r><x>1</x></r>' } }"; Place = "'a.b'" }
        @{ Given = "([xml] '<r><x>1</x></r>').r"; Place = 'XmlElement' }
        @{ Given = '@{ v = { 1 } }'; Place = "'v'" }
        @{ Given = '@{ v = [double]::NaN }'; Place = "'v'" }
        @{ Given = '@{ v = 1, [double]::PositiveInfinity }'; Place = "'v``[1``]'" }
        @{ Given = '@{ v = [IO.MemoryStream]::new() }'; Place = "'v'" }
        @{ Given = "@{ v = ConvertTo-SecureString 'not to be told' -AsPlainText }"; Place = "'v'" }
        @{ Given = "@{ v = [object]::new() }"; Place = "'v'" }
        @{ Given = "[pscustomobject] @{ a = 1 } | Add-Member ScriptProperty bad { throw 'no' } -PassThru"; Place = "'bad'" }
        @{ Given = '$self = @{}; $self.self = $self; $self'; Place = '512' }
        @{ Given = "`$clash = @{ 1 = 'a' }; `$clash['1'] = 'b'; `$clash"; Place = "'1'" }
    ) {
        $lake = New-TestFolder
        $odd = & ([scriptblock]::Create($Given))

        $receipt = @{ id = 1 }, $odd, @{ id = 3 } | Write-RawJsonBatch $lake -Format JsonLines -ErrorVariable errors -ErrorAction SilentlyContinue

        Get-Content -LiteralPath $receipt.Address | Should -BeExactly '{"id":1}', '{"id":3}'
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'UnrepresentableRecord,DataLakeTools.Commands.WriteRawJsonBatchCommand'
        "$($errors[0])" | Should -BeLike "*ecord 2*$Place*"
        "$($errors[0])" | Should -Not -BeLike '*not to be told*'
    }

    It 'is an error where half a character stands in <Where>' -ForEach @(
        @{ Where = 'a property'; Given = { @{ v = "a$([char] 0xD83D)" } } }
        @{ Where = 'a name'; Given = { @{ "a$([char] 0xD83D)" = 1 } } }
        @{ Where = 'JSON text'; Given = { "{`"v`":`"$([char] 0xD83D)`"}" } }
    ) {
        $receipt = @(& $Given; @{ id = 3 }) | Write-RawJsonBatch (New-TestFolder) -Format JsonLines -ErrorVariable errors -ErrorAction SilentlyContinue

        $receipt.Records | Should -Be 1
        $errors.FullyQualifiedErrorId | Should -BeExactly 'InvalidRecord,DataLakeTools.Commands.WriteRawJsonBatchCommand'
    }

    It 'is an error where a member was added to <What>, which JSON has no place for' -ForEach @(
        @{ What = 'text'; Given = { '{"a":1}' | Add-Member n 5 -PassThru } }
        @{ What = 'a number within'; Given = { @{ v = (5 | Add-Member n 1 -PassThru) } } }
        @{ What = 'an array within'; Given = { @{ v = (Add-Member -InputObject @(1, 2) n 1 -PassThru) } } }
        @{ What = 'an array of records'; Given = { , (Add-Member -InputObject @(@{ id = 1 }) n 1 -PassThru) } }
    ) {
        $receipt = @(& $Given; @{ id = 3 }) | Write-RawJsonBatch (New-TestFolder) -Format JsonLines -ErrorVariable errors -ErrorAction SilentlyContinue

        $receipt.Records | Should -Be 1
        $errors.FullyQualifiedErrorId | Should -BeExactly 'UnrepresentableRecord,DataLakeTools.Commands.WriteRawJsonBatchCommand'
        "$($errors[0])" | Should -BeLike "*'n'*"
    }

    It 'has no place for what PowerShell itself adds to lines, names and dates' {
        $file = Join-Path (New-TestFolder) lines.json
        Set-Content $file '{"id":1}', '{"id":2}'

        Get-Content $file | Write-Record | Should -BeExactly '{"id":1}', '{"id":2}'
        @{ v = Get-ChildItem (Split-Path $file) -Name } | Write-Record | Should -BeExactly '{"v":"lines.json"}'
        @{ v = (Get-Date '2022-05-02T01:02:03Z').ToUniversalTime(); w = Get-Date -Year 2022 -Month 1 -Day 1 } | Write-Record | Should -BeLike '{"v":"2022-05-02T01:02:03Z","w":"2022-*'
    }

    It 'is an error, named by its type, where its elements are not its entries' {
        $receipt = [regex]::Match('abc', 'b'), @{ id = 3 } | Write-RawJsonBatch (New-TestFolder) -ErrorVariable errors -ErrorAction SilentlyContinue

        $receipt.Records | Should -Be 1
        "$($errors[0])" | Should -BeLike '*GroupCollection*'
        "$($errors[0])" | Should -Not -BeLike '*Object reference*'
    }

    It 'is the same file in every process' {
        $names = 1..3 | ForEach-Object {
            Invoke-OtherPowerShell -Argument (Get-BuiltModule), (New-TestFolder) {
                param($module, $lake)
                Import-Module $module
                (@{ id = 1; name = 'x'; year = 2000; genre = 'y' } | Write-RawJsonBatch $lake).Key
            }
        }

        $names | Should -HaveCount 3
        @($names | Select-Object -Unique) | Should -HaveCount 1
    }

    It 'is nested 500 levels deep as objects and as text' {
        $deep = 'x'
        1..500 | ForEach-Object { $deep = @{ a = $deep } }
        $text = '{"a":' * 500 + '"x"' + '}' * 500

        $deep | Write-Record | Should -BeExactly $text
        $text | Write-Record | Should -BeExactly $text
    }

    It 'keeps the digits of the source when its properties are taken over' {
        $json = '{"a":123456789012345678901234567890123,"b":1e400,"c":0.1234567890123456789012,"d":12.30,"e":1e-400}'
        $lake = New-TestFolder
        $null = $json | Write-RawJsonBatch $lake -Specification A

        $taken = Get-LakeObject $lake | Receive-LakeObject | Select-Object a, b, c, e | Write-Record

        $taken | Should -BeExactly '{"a":123456789012345678901234567890123,"b":1e400,"c":0.1234567890123456789012,"e":1e-400}'
    }

    It 'keeps the bytes of the source and what was added to it' {
        $lake = New-TestFolder
        $null = '{"id":1,"v":1.50}' | Write-RawJsonBatch $lake

        Get-LakeObject $lake | Receive-LakeObject | Add-Member day '2022-05-02' -PassThru | Write-Record | Should -BeExactly '{"id":1,"v":1.50,"day":"2022-05-02"}'
    }
}

Describe 'An array of records' {
    It 'is its records, given <Given>' -ForEach @(
        @{ Given = "'[{`"id`":1}, {`"id`":2}]' | Write-Record" }
        @{ Given = ", @(@{ id = 1 }, @{ id = 2 }) | Write-Record" }
        @{ Given = "Write-Record -InputObject @(@{ id = 1 }, @{ id = 2 })" }
        @{ Given = "`"[`n  {`"`"id`"`":1},`n  {`"`"id`"`":2}`n]`" | Write-Record" }
        @{ Given = ", @(`$null, @{ id = 1 }, [DBNull]::Value, '', @{ id = 2 }) | Write-Record" }
        @{ Given = "Set-Content TestDrive:/lines.jsonl '{`"id`":1}', '', '{`"id`":2}'; Write-Record -InputObject (Get-Content TestDrive:/lines.jsonl)" }
        @{ Given = "'[{`"id`":1}, null, {`"id`":2}]' | Write-Record" }
        @{ Given = "`"{```"id```":1}`r`n`r`n{```"id```":2}`r`n`" | Write-Record" }
    ) {
        & ([scriptblock]::Create($Given)) | Should -BeExactly '{"id":1}', '{"id":2}'
    }

    It 'keeps what came before where it throws' {
        class Spring : Collections.IEnumerable, Collections.IEnumerator {
            [int] $Given = 0
            [Collections.IEnumerator] GetEnumerator() { return $this }
            [object] get_Current() { return @{ id = $this.Given } }
            [bool] MoveNext() { if (++$this.Given -gt 2) { throw 'It has run dry.' }; return $true }
            [void] Reset() { }
        }

        $lake = New-TestFolder
        $old = '{"id":0}' | Write-RawJsonBatch $lake
        $receipt = @(, [Spring]::new(); @{ id = 9 }) | ForEach-Object { , $_ } | Write-RawJsonBatch $lake -Format JsonLines -Replace -ErrorVariable errors -ErrorAction SilentlyContinue -WarningAction SilentlyContinue

        Get-Content $receipt.Address | Should -BeExactly '{"id":1}', '{"id":2}', '{"id":9}'
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeExactly 'UnrepresentableRecord,DataLakeTools.Commands.WriteRawJsonBatchCommand'
        "$($errors[0])" | Should -BeLike '*no record 3*It has run dry.'
        $old.Address | Should -Exist
    }

    It 'is every row of a table' {
        $lake = New-TestFolder
        $receipt = Write-RawJsonBatch $lake -InputObject (New-Row) -Format JsonLines

        Get-Content $receipt.Address | Should -BeExactly '{"id":1,"name":"a"}', '{"id":2,"name":null}'
    }

    It 'is one record with -AsArray, from <From>' -ForEach @(
        @{ From = 'text'; Given = { '[1,2]' } }
        @{ From = 'objects'; Given = { , @(1, 2) } }
    ) {
        & $Given | Write-Record -More @{ AsArray = $true } | Should -BeExactly '[1,2]'
    }

    It 'without a record removes nothing with -Replace, given <Given>' -ForEach @(
        @{ Given = "[Text.Json.JsonDocument]::Parse('null').RootElement" }
        @{ Given = "'[]'" }
        @{ Given = ', @()' }
        @{ Given = '$null' }
        @{ Given = ', @($null)' }
        @{ Given = '& { }' }
        @{ Given = "[DBNull]::Value" }
        @{ Given = "ConvertTo-Json -InputObject `$null" }
        @{ Given = "' null ', [Text.Encoding]::UTF8.GetBytes(""null`n"")" }
        @{ Given = "''" }
        @{ Given = "'[null]'" }
    ) {
        $lake = New-TestFolder
        $old = '{"id":1}' | Write-RawJsonBatch $lake

        $new = & ([scriptblock]::Create($Given)) | Write-RawJsonBatch $lake -Replace -WarningVariable warnings -WarningAction SilentlyContinue

        $new | Should -BeNullOrEmpty
        $warnings | Should -Match 'no record came'
        $old.Address | Should -Exist
    }
}

Describe 'Lines of text as records' {
    It 'refuses text that comes character by character, once' {
        $lake = New-TestFolder
        '{"id":1}'.ToCharArray() + [char] 0xA0 | Write-RawJsonBatch $lake -Replace -ErrorVariable errors -ErrorAction SilentlyContinue -WarningAction SilentlyContinue | Should -BeNullOrEmpty

        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRecord,*'
        "$($errors[0])" | Should -Match 'a single character'
    }

    It 'may have blank lines between and behind them, and -Replace goes on' {
        $lake = New-TestFolder
        $old = '{"id":0}' | Write-RawJsonBatch $lake

        $receipt = '{"id":1}', '', '  ', '{"id":2}', '' | Write-RawJsonBatch $lake -Replace -ErrorVariable errors

        $errors | Should -BeNullOrEmpty
        $receipt.Records | Should -Be 2
        $old.Address | Should -Not -Exist
    }

    It 'are one error where one JSON value is spread over them, from <From>' -ForEach @(
        @{ From = 'an object'; Text = "{`n  `"a`": 7,`n  `"b`": [`n    7,`n    8`n  ]`n}" }
        @{ From = 'an array of objects'; Text = "[`n{`"id`":1},`n{`"id`":2}`n]" }
    ) {
        $receipt = @($Text -split "`n"; '{"id":9}') | Write-RawJsonBatch (New-TestFolder) -Format JsonLines -ErrorVariable errors -ErrorAction SilentlyContinue

        Get-Content $receipt.Address | Should -BeExactly '{"id":9}'
        $errors | Should -HaveCount 1
        "$($errors[0])" | Should -BeLike '*Record 1 *'
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Get-Content -Raw*'
    }

    It 'are one error where they are single bytes' {
        $receipt = [byte[]] (123, 34, 97), '{"id":9}' | ForEach-Object { $_ } | Write-RawJsonBatch (New-TestFolder) -Format JsonLines -ErrorVariable errors -ErrorAction SilentlyContinue

        Get-Content $receipt.Address | Should -BeExactly '{"id":9}'
        $errors.FullyQualifiedErrorId | Should -BeExactly 'InvalidRecord,DataLakeTools.Commands.WriteRawJsonBatchCommand'
    }

    It 'have a number of their own each, also those that are refused' {
        $receipt = [byte] 123, '{', '{"id":9}', '{"id":' | Write-RawJsonBatch (New-TestFolder) -Format JsonLines -ErrorVariable errors -ErrorAction SilentlyContinue

        Get-Content $receipt.Address | Should -BeExactly '{"id":9}'
        $errors.TargetObject | Should -BeExactly 'record 1', 'record 2', 'record 4'
    }

    It 'refuses a record with an added member of the name of a field' {
        $folder = New-TestFolder
        $record = '{"a":1}' | Write-RawJsonBatch (Join-Path $folder lake) | Receive-LakeObject
        $record | Add-Member NoteProperty a 99 -Force

        $record | Write-RawJsonBatch (Join-Path $folder other) -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'UnrepresentableRecord,*'
    }
}

Describe 'A name that stands twice' {
    It 'has its last value in a record that is read and in a table' {
        $lake = New-TestFolder
        $receipt = '{"id":7,"a":1,"a":"two","b":{"c":1,"c":3}}' | Write-RawJsonBatch $lake -Specification Doubled -Date 2022-05-02
        $table = (Update-LakeTable -Lake $lake -Layer Trusted -Date 2022-05-02 -WarningAction SilentlyContinue)[0].Table

        $record = $receipt | Receive-LakeObject
        $row = Invoke-LakeQuery "SELECT a, b FROM $table" -Lake $lake

        $record.a, $record.b.c | Should -Be two, 3
        $row.a | Should -BeExactly two
        ($row.b | ConvertFrom-Json).c | Should -Be 3
    }
}

Describe 'A JSON object of .NET' {
    It 'is one record, and an array its records, however they come' {
        $object = [Text.Json.Nodes.JsonNode]::Parse('{"id":1,"n":{"x":[1]},"z":null}')
        $array = [Text.Json.Nodes.JsonNode]::Parse('[{"id":1},null,{"id":2}]')
        $document = [Text.Json.JsonDocument]::Parse('[{"id":1},{"id":2}]')

        Write-Record -InputObject $object | Should -BeExactly '{"id":1,"n":{"x":[1]},"z":null}'
        $array | Write-Record | Should -BeExactly '{"id":1}', '{"id":2}'
        Write-Record -InputObject $array | Should -BeExactly '{"id":1}', '{"id":2}'
        $document, $document.RootElement | Write-Record | Should -BeExactly '{"id":1}', '{"id":2}', '{"id":1}', '{"id":2}'
    }

    It 'is one error, and not a record of each entry, where the pipeline has taken it apart' -ForEach @(
        @{ Given = { [Text.Json.Nodes.JsonNode]::Parse('{"id":1,"name":"x"}') } }
        @{ Given = { $x = [Dynamic.ExpandoObject]::new(); $x.id = 1; $x.name = 'x'; $x } }
    ) {
        $receipt = @(& $Given; @{ id = 3 }) | Write-RawJsonBatch (New-TestFolder) -ErrorVariable errors -ErrorAction SilentlyContinue

        $receipt.Records | Should -Be 1
        $errors.FullyQualifiedErrorId | Should -BeExactly 'UnrepresentableRecord,DataLakeTools.Commands.WriteRawJsonBatchCommand'
    }
}

Describe 'Nothing within arrays' {
    It 'is no record' {
        '[[null],[1,null],[]]' | Write-Record | Should -BeExactly '[1,null]'
        Write-Record -InputObject @(@($null), @(1, $null), @(), @(@(), ' ')) | Should -BeExactly '[1,null]'
        Write-RawJsonBatch (New-TestFolder) -InputObject '[[null]]' | Should -BeNullOrEmpty
        '[[null]]' | Write-Record -More @{ AsArray = $true } | Should -BeExactly '[[null]]'
    }
}

Describe 'A byte-order mark before JSON' {
    It 'is no obstacle, in bytes and in text' {
        $bytes = [Text.Encoding]::UTF8.GetBytes("$([char] 0xFEFF){`"id`":1}`n{`"id`":2}`n")

        Write-Record -InputObject $bytes | Should -BeExactly '{"id":1}', '{"id":2}'
        Write-Record -InputObject ([Text.Encoding]::UTF8.GetString($bytes)) | Should -BeExactly '{"id":1}', '{"id":2}'
        Write-RawJsonBatch (New-TestFolder) -InputObject ([byte[]] $bytes[0..2]) -ErrorAction Stop | Should -BeNullOrEmpty
    }
}

Describe 'The table of objects in about_TmdbRecords' {
    BeforeDiscovery {
        # One example of each kind that a row names, in the order of the rows; "!" where it is an error.
        $examples = @(
            @{ v = $null; w = [DBNull]::Value }; '{"v":null,"w":null}'
            [ordered] @{ v = $true; w = [switch] $false }; '{"v":true,"w":false}'
            [ordered] @{ v = 7; w = 1.10d; x = [bigint]::Parse('123456789012345678901') }; '{"v":7,"w":1.10,"x":123456789012345678901}'
            [ordered] @{ v = 1.0; w = [single] 2.5 }; '{"v":1.0,"w":2.5}'
            [ordered] @{ v = 'a'; w = [char] 'b' }; '{"v":"a","w":"b"}'
            [ordered] @{ v = [datetime]::new(2022, 5, 2, 0, 0, 0, [DateTimeKind]::Utc); w = [DateTimeOffset]::new(2022, 5, 2, 0, 0, 0, [timespan]::Zero); x = [DateOnly]::new(2022, 5, 2); y = [TimeOnly]::new(1, 2, 3) }
            '{"v":"2022-05-02T00:00:00Z","w":"2022-05-02T00:00:00+00:00","x":"2022-05-02","y":"01:02:03"}'
            [ordered] @{ v = [timespan]::FromHours(1); w = [guid]::Empty; x = [version] '1.2'; y = [ipaddress] '::1'; z = [regex] 'a+' }
            '{"v":"01:00:00","w":"00000000-0000-0000-0000-000000000000","x":"1.2","y":"::1","z":"a+"}'
            @{ v = [uri] 'http://example.com/a%20b' }; '{"v":"http://example.com/a%20b"}'
            @{ v = [DayOfWeek]::Friday }; '{"v":"Friday"}'
            @{ v = [byte[]] (1, 2, 3) }; '{"v":"AQID"}'
            @{ v = [Text.Json.Nodes.JsonNode]::Parse('{"z":1}') }; '{"v":{"z":1}}'
            'record of a source'; '{"z":1,"a":1.50,"note":"n"}'
            @{ b = 1; a = 2 }; '{"a":2,"b":1}'
            [ordered] @{ b = 1; a = 2 }; '{"b":1,"a":2}'
            'row of a table'; '{"id":2,"name":null}'
            @{ v = [Collections.Generic.Queue[int]]::new([int[]] (1, 2)) }; '{"v":[1,2]}'
            [pscustomobject] @{ b = 1; a = 2 }; '{"b":1,"a":2}'
            'member of text'; '!'
            'entry of an object'; '!'
            @{ v = [IO.MemoryStream]::new() }; '!'
        )
        $rows = foreach ($language in 'en-US', 'pt-BR') {
            $lines = Get-Content "$PSScriptRoot/../../module/docs/$language/about_TmdbRecords.md"
            $first = [array]::FindIndex($lines, [Predicate[string]] { $args[0] -match '^\| .* \| (becomes|torna-se) \|' }) + 2
            for ($index = 0; $lines[$first + $index] -like '|*'; $index++) {
                @{ Row = $lines[$first + $index].Trim('|', ' '); Language = $language; Given = $examples[2 * $index]; Expected = $examples[2 * $index + 1]; Rows = $index; Known = $examples.Count / 2 }
            }
        }
    }

    It 'is true in <Language>: <Row>' -ForEach $rows {
        $Rows | Should -BeLessThan $Known
        $given = switch ("$Given") {
            'record of a source' { '{"z":1,"a":1.50}' | Write-RawJsonBatch (New-TestFolder) | Receive-LakeObject | Add-Member note n -PassThru }
            'row of a table' { (New-Row).Rows[1] }
            'entry of an object' { foreach ($entry in [Text.Json.Nodes.JsonNode]::Parse('{"a":1}')) { , $entry } }
            'member of text' { '{"a":1}' | Add-Member n 1 -PassThru }
            default { , $Given }
        }
        if ($Expected -eq '!') {
            , $given | Write-RawJsonBatch (New-TestFolder) -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors.FullyQualifiedErrorId | Should -BeLike 'UnrepresentableRecord,*'
        }
        else {
            Write-Record -InputObject $given | Should -BeExactly $Expected
        }
    }

    It 'has a row for each example, and an example for each row' {
        foreach ($language in 'en-US', 'pt-BR') {
            @(Get-Content "$PSScriptRoot/../../module/docs/$language/about_TmdbRecords.md" -Raw | Select-String '(?s)\| (becomes|torna-se) \|\n\| --- \| --- \|\n((\|[^\n]+\n)+)').Matches[0].Groups[3].Captures | Should -HaveCount 20
        }
    }
}

Describe 'Objects and JSON made by chance' {
    BeforeAll {
        $random = [Random]::new(20220502)
        $texts = 'a', '', "line`nbreak", 'é', "`u{1F3AC}", '"\', "`u{202E}", '0123', 'null', "`0"
        $numbers = 0, -1, [long]::MaxValue, [decimal]::MaxValue, 1.5, 1.0, -1e300, [bigint]::Parse('123456789012345678901234567890')

        function New-Value([int] $depth) {
            switch ($random.Next($(if ($depth -eq 0) { 4 } else { 7 }))) {
                0 { $texts[$random.Next($texts.Count)] }
                1 { , $numbers[$random.Next($numbers.Count)] }
                2 { $true }
                3 { $null }
                4 { , @(for ($count = $random.Next(4); $count -gt 0; $count--) { , (New-Value ($depth - 1)) }) }
                5 { $map = @{}; for ($count = $random.Next(4); $count -gt 0; $count--) { $map["k$($random.Next(9))"] = New-Value ($depth - 1) }; $map }
                6 { $map = [ordered] @{}; for ($count = $random.Next(4); $count -gt 0; $count--) { $map["p$($random.Next(9))"] = New-Value ($depth - 1) }; [pscustomobject] $map }
            }
        }

        function Get-Shape($value) {
            # What must be equal before and after, in one text; names of dictionaries in the order of the alphabet.
            if ($null -eq $value) { 'null' }
            elseif ($value -is [Collections.IDictionary]) { '{' + (@($value.Keys | Sort-Object -CaseSensitive | ForEach-Object { "$_=$(Get-Shape $value[$_])" }) -join ';') + '}' }
            elseif ($value -is [array]) { '[' + (@(foreach ($item in $value) { Get-Shape $item }) -join ';') + ']' }
            elseif ($value -is [string]) { "'$value'" }
            elseif ($value -is [bool]) { "$value" }
            elseif ($value -is [ValueType]) { $value.ToString('R', [cultureinfo]::InvariantCulture) -replace '^(-?\d+)$', $(if ($value -is [double]) { '$1.0' } else { '$1' }) }
            else { '{' + (@($value.PSObject.Properties | Sort-Object Name -CaseSensitive | ForEach-Object { "$($_.Name)=$(Get-Shape $_.Value)" }) -join ';') + '}' }
        }
    }

    It 'come back as they were, in the format <_>' -ForEach JsonLines, JsonArray {
        $objects = for ($count = 0; $count -lt 300; $count++) { $record = [ordered] @{ id = $count }; for ($fields = $random.Next(5); $fields -gt 0; $fields--) { $record["f$($random.Next(9))"] = New-Value 3 }; [pscustomobject] $record }
        $lake = New-TestFolder

        $receipts = $objects | Write-RawJsonBatch $lake -Format $_ -WarningAction SilentlyContinue
        $back = $receipts | Receive-LakeObject

        ($receipts | Measure-Object Records -Sum).Sum | Should -Be 300
        $back | Should -HaveCount 300
        $expected = $objects | ForEach-Object { Get-Shape $_ }
        $back | Sort-Object id | ForEach-Object { Get-Shape $_ } | Should -BeExactly $expected

        # Written once more, they are the same bytes.
        $again = $back | Sort-Object id | Write-RawJsonBatch (New-TestFolder) -Format $_ -WarningAction SilentlyContinue
        ($again | Receive-LakeObject | Sort-Object id | ForEach-Object ToJson) | Should -BeExactly ($back | Sort-Object id | ForEach-Object ToJson)
    }
}
