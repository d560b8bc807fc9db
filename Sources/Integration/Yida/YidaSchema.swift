import Seams

/// Which Yida forms were listed, as what, and which of them are to be compared with what their documents were made of.
enum YidaSchema: SchemaPart {
    static let name = "yida"

    static let steps = [
        """
        CREATE TABLE yida_forms (
            flow TEXT NOT NULL, instance TEXT NOT NULL,
            seen TEXT NOT NULL,
            due INTEGER,
            PRIMARY KEY (flow, instance)
        ) STRICT;
        CREATE INDEX yida_forms_due ON yida_forms (due) WHERE due IS NOT NULL;
        """
    ]
}
