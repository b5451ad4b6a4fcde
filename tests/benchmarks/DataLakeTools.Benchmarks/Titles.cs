using System.Globalization;
using System.Text;

namespace DataLakeTools.Benchmarks;

/// <summary>Rows with the traits of the real files: 15 columns, several rows a title, text that is often not ASCII.</summary>
internal static class Titles
{
    private static readonly string[] Words =
        "noite rio lua sombra guerra último primeiro silêncio coração água pedra night river shadow war love stone Über Москва 東京 céu João".Split(' ');

    /// <summary>A file without quoting for the pipe; with quoted text for any other delimiter.</summary>
    public static byte[] Create(int rows, char delimiter)
    {
        var random = new Random(7);
        var text = new StringBuilder();
        var header = "id|tituloPincipal|tituloOriginal|anoLancamento|tempoMinutos|genero|notaMedia|numeroVotos|generoArtista|"
            + "personagem|nomeArtista|anoNascimento|anoFalecimento|profissao|titulosMaisConhecidos";
        text.Append(header.Replace('|', delimiter)).Append("\r\n");
        string[] title = [];
        for (var row = 0; row < rows; row++)
        {
            if (row % 4 == 0)
            {
                title = [$"tt{random.Next(30_000_000):D7}", Phrase(), Phrase(), $"{random.Next(1894, 2022)}", Sometimes(.9, "95"), "Crime,Drama", "7.5", $"{random.Next(100_000)}"];
            }

            string[] artist =
            [
                "actor", Sometimes(.84, Phrase()), Phrase(), Sometimes(.62, $"{random.Next(1850, 2005)}"), Sometimes(.26, $"{random.Next(1920, 2022)}"),
                random.Next(60) == 0 ? "" : "actor,producer", "tt0111161,tt0068646",
            ];
            text.AppendJoin(delimiter, title.Concat(artist).Select(Field)).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());

        string Phrase() => string.Join(' ', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Words[random.Next(Words.Length)]));
        string Sometimes(double chance, string value) => random.NextDouble() < chance ? value : "\\N";
        string Field(string value) =>
            delimiter == '|' || value.AsSpan().IndexOfAny(' ', ',') < 0 ? value : string.Create(CultureInfo.InvariantCulture, $"\"{value}\"");
    }
}
