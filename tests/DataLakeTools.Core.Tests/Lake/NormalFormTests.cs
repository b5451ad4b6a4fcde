using System.Text;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Tests.Lake;

public sealed class NormalFormTests
{
    // Made by chance, and told apart by Python's unicodedata.
    private static readonly string[] Composed =
    [
        "\u0065\u0316", "\u1100\u0304\U0001F3AC\u30AB", "\u1112\u033D\U0001133E", "\u0316\u1100\u0338\u1100", "\u0338\u006D\uAC00",
        "\u0653\u0302\u30AB\u0045", "\u30AB\u0041\u0065", "\U00011347\uAC00", "\u0345\uAC00\u0928\u064A\u064E", "\u0300\u0928\u0327\u0303",
        "\u0041\u0061", "\u093C\u0654\u0627\U00011347", "\u0345\uAC00\U0001133E", "\u093C\u1112", "\U0001F3AC\U0001F3AC\u00E2",
        "\uAC01\u0323\u0045\u0928\u00E2", "\u0303\u0302\u0302", "\u0B3E\u0345", "\u0653\u0928", "\u0327\u0071", "\u006F\U0001133E\U0001133E\u11A8",
        "\u0045\u3099", "\uAC00\u0303\u0071", "\U0001133E\u0653", "\u1161\U00011347\u0327", "\U0001133E\uAC00", "\u006F\u033D\u0B47\u0316\u0302",
        "\u064A\u0338\u1EB9", "\u0653\u006F\u0041", "\u0302\u1161\u00E2\u0045", "\u30AB\u0302\uAC01", "\u0328\u0327\U0001F3AC\u0654\u006F",
        "\u0B47\u093C", "\u006D\u006D\u0041\u0075\u0654", "\u0065\u1161\U0001133E\u031B", "\u1112\U00011347\u064A\u3099\u0045", "\u0301\u1161\u031B",
        "\u0B47\u0653\u064A\u064E\u0928", "\u30AB\u0301\u006F\u006D", "\u0B3E\u0323\U0001133E", "\u0303\u0654", "\u0303\uAC00\u1100\u0302",
        "\u0303\u0B3E\u0300\u0B3E\u0041", "\u0338\u0323\u006D", "\u0327\u031B\u0304\u1100", "\u1161\u0B47\u0327\u0045", "\u0302\u0B3E",
        "\U0001133E\u093C", "\u1161\u0061\u3099\u0627\u093C", "\U0001133E\u0654", "\u0328\u0302\U0001133E", "\u0041\u0065\u30AB\U0001F3AC",
        "\u0928\u0316\u0041\u1161\uAC01", "\u1161\u0300", "\U0001133E\u006F\uAC00\u0300", "\u0304\u11A8\uAC01\u0654", "\u0627\u0327\u0301",
        "\U00011347\u0327\u0323", "\u11A8\u0338\u1161\uAC00\u0B3E", "\u0303\u0303\u00E2",
    ];

    private static readonly string[] Others =
    [
        "\u0345\u0304", "\u0328\u3099\u0654\u1100", "\u0041\u0340\u093C\u093C\u0627", "\u0316\u0328", "\u031B\u0340\u0061\u0340",
        "\u0041\u0345\u0300", "\u3099\u093C\u0B3E\u0654\u0338", "\U0001133E\u1161\u0328\u3099\u0B3E", "\u031B\u0302\u0340\u0323",
        "\u0045\u0340\u3099", "\u0300\u031B", "\u0328\u093C", "\u0065\u0041\u0303", "\u0316\u3099", "\u0345\u0300", "\u033D\u093C\u0340\u0327",
        "\u0323\u064E\u006F\u0345\u0345", "\u0338\u0302\u064E\U0001133E\u0323", "\u0316\u064E\u0627\u0316", "\u1161\u064E\u0340",
        "\u031B\u0653\u0338\u1161", "\u0316\u0300\u0328\u006D\u0304", "\u0653\u0340\u033D\u0303", "\u064A\u093C\u0340\U0001133E", "\u0345\u033D",
        "\u3099\u0327\u0B47\u033D\u0323", "\u0323\u031B\u3099\u033D\U0001133E", "\u0338\u006F\u0302\u0B3E", "\U00011347\uAC00\u093C\u0654\u031B",
        "\u0301\u0327", "\u0345\u0323\u0B3E\u064A\u1161", "\u3099\u0340", "\u0071\u0340\u0B47\u0302\u0304", "\u006D\u0340\u0075\u006D",
        "\u0304\u093C\U00011347\u093C", "\u0301\u0045\u0302\u0302", "\U0001133E\u006D\u0323\u0071", "\u0653\u1112\u0340\u0061\u006F",
        "\u1161\u0627\u0653\u0303", "\u0928\u0340\U0001133E\u0302\u0304", "\u006D\u0302\u093C", "\u0340\u0B47\u031B\u031B",
        "\u0302\u0041\u0323\u0627\u0065", "\u0340\u0340\u0345\u0303", "\u0303\U0001133E\u0345\u0653\u0323", "\u0340\u0B47\u0327\u0045",
        "\u0B47\u0338\u0340\u3099\u0327", "\u0B3E\u0345\u031B\u0323\u006D", "\u1161\u0653\u093C\u0327", "\u031B\u0338\u0065",
        "\u11A8\u0340\U0001F3AC\u033D", "\u0061\u00E2\u1EB9\u0303\u0338", "\u0328\uAC01\u0653\u093C\u0323", "\u0654\u0345\u0303\u0338\u0302",
        "\u033D\u0323\u0316\u0323\u0303", "\u033D\u0065\u0316\u0303\u0340", "\u031B\u0316\u1100\u006F\u0323", "\u0627\u0654", "\u0653\u031B",
        "\u0304\u3099\u0304\u0303\u3099",
    ];

    [Fact]
    public void A_text_is_composed_where_another_program_says_so()
    {
        Assert.All(Composed, text => Assert.True(NormalForm.IsComposed(text), Shown(text)));
        Assert.All(Others, text => Assert.False(NormalForm.IsComposed(text), Shown(text)));
    }

    [SkippableFact]
    public void A_text_is_composed_where_the_runtime_says_so()
    {
        Skip.If("e\u0301".IsNormalized(NormalizationForm.FormC), "This process has no tables of Unicode's forms to compare with.");
        var pieces = Composed.Concat(Others).SelectMany(text => text.EnumerateRunes()).Distinct().ToList();
        var random = new Random(20_220_502);
        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => pieces[random.Next(pieces.Count)].ToString()));

            Assert.True(text.IsNormalized(NormalizationForm.FormC) == NormalForm.IsComposed(text), Shown(text));
        }
    }

    private static string Shown(string text) => string.Join(' ', text.EnumerateRunes().Select(rune => $"U+{rune.Value:X4}"));
}
