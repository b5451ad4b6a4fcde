using System.Diagnostics.CodeAnalysis;

namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>The kinds of column types, named as Trino names them.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "They are the types of SQL.")]
public enum ColumnKind
{
    /// <summary>Text.</summary>
    Varchar,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number of 16 bits.</summary>
    Smallint,

    /// <summary>A whole number of 32 bits.</summary>
    Integer,

    /// <summary>A whole number of 64 bits.</summary>
    Bigint,

    /// <summary>A floating-point number of 64 bits.</summary>
    Double,

    /// <summary>A decimal number of fixed digits.</summary>
    Decimal,

    /// <summary>A day.</summary>
    Date,

    /// <summary>A list of one type.</summary>
    Array,

    /// <summary>Named fields.</summary>
    Row,
}
