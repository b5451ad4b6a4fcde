using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Tests.Reporting;

public class PlainTextTests
{
    [Theory]
    [InlineData("Ação 東京 🎬 \"x\"", "Ação 東京 🎬 \"x\"")]
    [InlineData("a\u001b[31mred\u0007", "a?[31mred?")]
    [InlineData("\u009b2J\u007f", "?2J?")]
    [InlineData("one\r\ntwo\tthree\u2028", "one  two three ")]
    [InlineData("movies\u202Evsc.exe\u2066", "movies?vsc.exe?")]
    public void Nothing_of_the_text_acts_on_a_console(string text, string shown) => Assert.Equal(shown, PlainText.Of(text));

    [Fact]
    public void Half_a_surrogate_pair_is_no_text() => Assert.Equal("half ? and ?🎬", PlainText.Of("half \ud83c and \udfac🎬"));

    [Fact]
    public void Every_error_is_plain_whatever_it_quotes()
    {
        var error = new DataLakeException(DataLakeError.SourceNotFound, "There is no file '\u001b]0;x\u0007'.", "Look at '\u001b[2J'.", target: null);

        Assert.Equal("There is no file '?]0;x?'.", error.Message);
        Assert.Equal("Look at '?[2J'.", error.Recommendation);
    }
}
