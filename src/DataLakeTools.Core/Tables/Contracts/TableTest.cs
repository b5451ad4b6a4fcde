namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>A data test of a table.</summary>
/// <param name="Name">Its name, in snake_case.</param>
/// <param name="Sql">Portable SQL; each row that it returns is a finding, with the columns <c>key</c> and <c>finding</c>.</param>
/// <param name="Meaning">What it tests.</param>
public sealed record TableTest(string Name, string Sql, LocalizedText? Meaning = null);
