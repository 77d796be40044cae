//! Restricted keys: every call and every object asks for a permission that exists.

#[test]
fn what_restricted_keys_need_exists() {
    let registry = resources::registry();
    for operation in registry.operations() {
        let permission = operation.access.permission;
        assert!(
            wire::access::is_permission(permission),
            "{}: {permission}",
            operation.name()
        );
    }
    let expected = [
        ("charge", "charge_read"),
        ("customer", "customer_read"),
        ("payment_method", "payment_method_read"),
        ("refund", "charge_read"),
        ("balance_transaction", "balance_transaction_source_read"),
        ("setup_attempt", "setup_intent_read"),
    ];
    for (object, permission) in expected {
        assert_eq!(registry.read_permission(object), Some(permission), "{object}");
    }
}
