using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.S3.Checksums;
using FsCheck;
using FsCheck.Fluent;

namespace DataLakeTools.Core.Tests.Checksums;

public sealed class Crc32CTests
{
    private const int Lane = 4096;

    // RFC 3720, appendix B.4: 32 bytes each, and an iSCSI Read PDU.
    public static TheoryData<byte[], uint> VectorsOfRfc3720 => new()
    {
        { new byte[32], 0x8A9136AA },
        { Enumerable.Repeat((byte)0xFF, 32).ToArray(), 0x62A8AB43 },
        { Enumerable.Range(0, 32).Select(value => (byte)value).ToArray(), 0x46DD794E },
        { Enumerable.Range(0, 32).Select(value => (byte)(31 - value)).ToArray(), 0x113FDB5C },
        { Convert.FromHexString("01C000000000000000000000000000001400000000000400000000140000001828000000000000000200000000000000"), 0xD9963A56 },
    };

    [Fact]
    public void The_check_value_is_that_of_the_catalogue() => Assert.Equal(0xE3069283, Crc32C.Compute("123456789"u8));

    [Theory]
    [MemberData(nameof(VectorsOfRfc3720))]
    public void The_vectors_of_RFC_3720_hold(byte[] bytes, uint expected) => Assert.Equal(expected, Crc32C.Compute(bytes));

    [Fact]
    public void Nothing_has_the_checksum_0() => Assert.Equal(0u, Crc32C.Compute([]));

    [Fact]
    public void It_is_written_in_base64_with_the_highest_byte_first() => Assert.Equal("4waSgw==", Crc32C.ToBase64(0xE3069283));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(Lane)]
    [InlineData((3 * Lane) - 1)]
    [InlineData(3 * Lane)]
    [InlineData((3 * Lane) + 1)]
    [InlineData((3 * Lane) + 9)]
    [InlineData((6 * Lane) - 1)]
    [InlineData(6 * Lane)]
    [InlineData((6 * Lane) + 7)]
    [InlineData(100_003)]
    public void Every_length_agrees_with_the_definition(int length)
    {
        var bytes = Content.Of(length);

        Assert.Equal(BitByBit(bytes), Crc32C.Compute(bytes));
    }

    [Fact]
    public void An_odd_place_in_memory_changes_nothing()
    {
        var bytes = Content.Of((3 * Lane) + 16);
        for (var start = 0; start < 8; start++)
        {
            Assert.Equal(BitByBit(bytes.AsSpan(start)), Crc32C.Compute(bytes.AsSpan(start)));
        }
    }

    [Fact]
    public void Bytes_in_any_cuts_sum_up_to_the_whole() => Check(
        from bytes in Bytes
        from cuts in Gen.ArrayOf(Gen.Choose(0, 20_000))
        select (Bytes: bytes, Cuts: cuts),
        test =>
        {
            var checksum = default(Crc32C);
            var rest = test.Bytes.AsSpan();
            foreach (var cut in test.Cuts)
            {
                var now = Math.Min(cut, rest.Length);
                checksum.Append(rest[..now]);
                rest = rest[now..];
            }

            checksum.Append(rest);
            Assert.Equal((Crc32C.Compute(test.Bytes), test.Bytes.Length), (checksum.Value, checksum.ByteCount));
        });

    [Fact]
    public void Checksums_of_two_runs_combine_to_that_of_both() => Check(
        from first in Bytes
        from second in Bytes
        select (First: first, Second: second),
        test => Assert.Equal(
            Crc32C.Compute([.. test.First, .. test.Second]),
            Crc32C.Combine(Crc32C.Compute(test.First), Crc32C.Compute(test.Second), test.Second.Length)));

    [Fact]
    public void Bytes_and_checksums_of_bytes_can_be_mixed() => Check(
        Gen.ArrayOf(Bytes),
        runs =>
        {
            var mixed = default(Crc32C);
            for (var i = 0; i < runs.Length; i++)
            {
                if (i % 2 == 0)
                {
                    mixed.Append(runs[i]);
                }
                else
                {
                    mixed.Append(Crc32C.Compute(runs[i]), runs[i].Length);
                }
            }

            Assert.Equal(Crc32C.Compute(runs.SelectMany(run => run).ToArray()), mixed.Value);
        },
        tests: 50);

    [Fact]
    public void A_terabyte_of_zeros_combines_as_its_halves_do()
    {
        const long Half = 1L << 39;
        var zeros = Crc32C.Compute(new byte[1]);
        for (long length = 1; length < Half; length *= 2)
        {
            zeros = Crc32C.Combine(zeros, zeros, length);
        }

        var first = Crc32C.Compute("123456789"u8);

        Assert.Equal(Crc32C.Combine(Crc32C.Combine(first, zeros, Half), zeros, Half), Crc32C.Combine(first, Crc32C.Combine(zeros, zeros, Half), 2 * Half));
    }

    [Fact]
    public void Runs_of_the_same_checksum_and_other_lengths_are_not_equal()
    {
        var one = default(Crc32C);
        one.Append(0, 1);

        Assert.True(one != default);
    }

    private static Gen<byte[]> Bytes =>
        from length in Gen.Frequency((3, Gen.Choose(0, 100)), (1, Gen.Choose((3 * Lane) - 20, (3 * Lane) + 20)), (1, Gen.Choose(0, 50_000)))
        from seed in Gen.Choose(0, int.MaxValue)
        select Content.Of(length, seed);

    private static void Check<T>(Gen<T> cases, Action<T> body, int tests = 300) =>
        Prop.ForAll(cases.ToArbitrary(), body).Check(Config.QuickThrowOnFailure.WithMaxTest(tests).WithStartSize(0).WithEndSize(8));

    private static uint BitByBit(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var octet in bytes)
        {
            crc ^= octet;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
            }
        }

        return ~crc;
    }
}
