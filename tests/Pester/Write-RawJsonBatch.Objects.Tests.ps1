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
        @{ Given = "'[{`"id`":1}, null, {`"id`":2}]' | Write-Record" }
        @{ Given = "`"{```"id```":1}`r`n`r`n{```"id```":2}`r`n`" | Write-Record" }
    ) {
        & ([scriptblock]::Create($Given)) | Should -BeExactly '{"id":1}', '{"id":2}'
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
        @{ Given = "'[]'" }
        @{ Given = ', @()' }
        @{ Given = '$null' }
        @{ Given = ', @($null)' }
        @{ Given = '& { }' }
        @{ Given = "[DBNull]::Value" }
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

    It 'refuses a record with an added member of the name of a field' {
        $folder = New-TestFolder
        $record = '{"a":1}' | Write-RawJsonBatch (Join-Path $folder lake) | Receive-LakeObject
        $record | Add-Member NoteProperty a 99 -Force

        $record | Write-RawJsonBatch (Join-Path $folder other) -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'UnrepresentableRecord,*'
    }
}
